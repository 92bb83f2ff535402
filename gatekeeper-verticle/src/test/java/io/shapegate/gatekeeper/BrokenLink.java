package io.shapegate.gatekeeper;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** A way to a port of this machine on which everything can get lost without a sign to either end. */
final class BrokenLink implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetServer entrance;
  private volatile boolean broken;

  BrokenLink(int target) {
    entrance = vertx.createNetServer().connectHandler(client -> {
      client.pause();
      vertx.createNetClient().connect(target, "127.0.0.1").onSuccess(server -> {
        forward(client, server);
        forward(server, client);
        client.resume();
      });
    });
    TestGatekeeper.await(entrance.listen(0, "127.0.0.1"));
  }

  int port() {
    return entrance.actualPort();
  }

  void breakDown() {
    broken = true;
  }

  /** For new connections; those that lost something stay silent. */
  void repair() {
    broken = false;
  }

  private void forward(NetSocket from, NetSocket to) {
    boolean[] silent = {false};
    from.handler(bytes -> {
      silent[0] = silent[0] || broken;
      if (!silent[0]) {
        to.write(bytes);
      }
    });
    from.closeHandler(end -> to.close());
  }

  @Override
  public void close() {
    TestGatekeeper.await(vertx.close());
  }
}
