/** Whole flows against running processes, a real Postgres and real clients. */
package io.shapegate.systemtests;
