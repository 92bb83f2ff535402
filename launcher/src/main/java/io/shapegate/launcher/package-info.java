/** Starts a verticle as a process of its own: settings, cluster, event-bus TLS, shutdown. */
@NullMarked
package io.shapegate.launcher;

import org.jspecify.annotations.NullMarked;
