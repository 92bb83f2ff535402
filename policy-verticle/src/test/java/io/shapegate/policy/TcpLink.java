package io.shapegate.policy;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a port of this machine that can be stopped without a sign to either end, as a pulled cable does it. */
final class TcpLink implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean cut;

  TcpLink(int target) {
    server = vertx.createNetServer().connectHandler(near -> {
      near.pause();
      open.incrementAndGet();
      vertx.createNetClient().connect(target, "127.0.0.1").onSuccess(far -> {
        carry(near, far);
        carry(far, near);
        near.closeHandler(closed -> {
          open.decrementAndGet();
          far.close();
        });
        far.closeHandler(closed -> near.close());
        near.resume();
      });
    });
    PolicyProcess.await(server.listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /** What is sent from now on is lost, also when the link works again. */
  void cut() {
    cut = true;
  }

  void mend() {
    cut = false;
  }

  /** How many connections whoever uses the link holds open. */
  int open() {
    return open.get();
  }

  private void carry(NetSocket from, NetSocket to) {
    boolean[] lost = {false};
    from.handler(data -> {
      lost[0] |= cut;
      if (!lost[0]) {
        to.write(data);
      }
    });
  }

  @Override
  public void close() {
    PolicyProcess.await(vertx.close());
  }
}
