package io.shapegate.launcher;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of clients to one event loop, and an end to those that bring no request. One timer looks at all of them,
 * which costs less time and memory than timers of their own. Used on its event loop alone.
 */
final class ClientConnections implements Handler<HttpConnection> {
  private final ClientPatience patience;
  private final IdentityHashMap<HttpConnection, ClientConnection> open = new IdentityHashMap<>();
  private @Nullable BatchedFlush flushes;

  ClientConnections(Vertx vertx, ClientPatience patience) {
    this.patience = patience;
    vertx.setPeriodic(patience.tick().toMillis(), tick -> tick());
  }

  @Override
  public void handle(HttpConnection connection) {
    stopTimer(connection);
    batchFlushes(connection);
    open.put(connection, new ClientConnection(connection, System.nanoTime()));
    connection.closeHandler(closed -> open.remove(connection));
  }

  /** One that is closed already gets a record that nobody keeps. */
  ClientConnection of(HttpConnection connection) {
    ClientConnection known = open.get(connection);
    return known == null ? new ClientConnection(connection, System.nanoTime()) : known;
  }

  /** A connection that changes to HTTP/2 comes here twice. */
  private void batchFlushes(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channel().pipeline();
      if (flushes == null) {
        flushes = new BatchedFlush(base.channel().eventLoop());
      }
      if (pipeline.get(BatchedFlush.class) == null) {
        pipeline.addFirst(flushes);
      }
    }
  }

  /** The timer that watches over a connection until it is known which protocol it speaks. */
  private static void stopTimer(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
      if (pipeline.get(IdleStateHandler.class) != null) {
        pipeline.remove(IdleStateHandler.class);
      }
    }
  }

  /** Over a copy, as what is closed leaves at once. */
  private void tick() {
    long now = System.nanoTime();
    new ArrayList<>(open.values()).forEach(connection -> connection.tick(now, patience));
  }
}
