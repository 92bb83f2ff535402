package io.shapegate.launcher;

import java.time.Duration;

/**
 * How long a client's connection may bring nothing.
 *
 * @param firstRequest from being opened to the end of the first request's head
 * @param nextRequest from the end of an answer to the end of the next request's head
 * @param tick how often connections are looked at; they may last that much longer
 */
record ClientPatience(Duration firstRequest, Duration nextRequest, Duration tick) {
  static final ClientPatience USUAL =
      new ClientPatience(Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(1));
}
