/** A development stand-in for Electric: its shape protocol over HTTP, on a real Postgres. */
@NullMarked
package io.shapegate.develectric;

import org.jspecify.annotations.NullMarked;
