package io.shapegate.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Electric of one event loop, each of which carries one request at a time. There is no queue: a request
 * that finds no idle connection opens one, and {@link Admission} bounds how many there are. The one used last is taken
 * first, so that the others get old and close. Used on its event loop alone.
 */
final class ElectricConnections {
  private static final int CONNECT_MILLIS = 5_000;
  private static final long IDLE_MILLIS = 30_000;
  private static final long SWEEP_MILLIS = 5_000;

  /** Larger chunks halve what a large answer costs. */
  private static final int READ_CHUNK = 65_536;

  private record Idle(HttpClientConnection connection, long sinceNanos) {}

  private final Vertx vertx;
  private final HttpClientAgent client;
  private final HttpConnectOptions electric;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final long timer;

  ElectricConnections(Vertx vertx, URI url) {
    boolean tls = url.getScheme().equals("https");
    int defaultPort = tls ? 443 : 80;
    this.vertx = vertx;
    this.electric = new HttpConnectOptions()
        .setHost(url.getHost())
        .setPort(url.getPort() < 0 ? defaultPort : url.getPort())
        .setSsl(tls)
        .setConnectTimeout(CONNECT_MILLIS);
    this.client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setMaxChunkSize(READ_CHUNK));
    this.timer = vertx.setPeriodic(SWEEP_MILLIS, sweep -> closeOld());
  }

  /** A connection that was used before and seems to be open, or null. */
  @Nullable
  HttpClientConnection reuse() {
    Idle last = idle.pollLast();
    return last == null ? null : last.connection;
  }

  Future<HttpClientConnection> open() {
    return client
        .connect(electric)
        .onSuccess(connection -> connection.closeHandler(closed -> forget(connection)));
  }

  /** Takes back a connection whose answer has ended. One that is closed meanwhile leaves by itself. */
  void giveBack(HttpClientConnection connection) {
    idle.addLast(new Idle(connection, System.nanoTime()));
  }

  Future<Void> close() {
    vertx.cancelTimer(timer);
    return client.close();
  }

  private void forget(HttpClientConnection connection) {
    idle.removeIf(each -> each.connection == connection);
  }

  private void closeOld() {
    long now = System.nanoTime();
    Iterator<Idle> oldestFirst = idle.iterator();
    while (oldestFirst.hasNext()) {
      Idle oldest = oldestFirst.next();
      if (now - oldest.sinceNanos < IDLE_MILLIS * 1_000_000) {
        return;
      }
      oldestFirst.remove();
      oldest.connection.close();
    }
  }
}
