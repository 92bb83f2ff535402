package io.shapegate.systemtests;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One port in front of processes that come and go: each connection goes to the next one, or to the one after it. */
final class RoundRobin {
  private final NetServer server;
  private final NetClient client;
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  RoundRobin(Vertx vertx) throws Exception {
    client = vertx.createNetClient();
    server = vertx
        .createNetServer()
        .connectHandler(this::connect)
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }

  void add(Node node) {
    ports.add(node.port());
  }

  void remove(Node node) {
    ports.remove(Integer.valueOf(node.port()));
  }

  private void connect(NetSocket socket) {
    socket.pause();
    List<Integer> now = List.copyOf(ports);
    next(now, turn.getAndIncrement(), now.size())
        .onSuccess(upstream -> {
          socket.pipeTo(upstream).onFailure(gone -> upstream.close());
          upstream.pipeTo(socket).onFailure(gone -> socket.close());
        })
        .onFailure(nobody -> socket.close());
  }

  private Future<NetSocket> next(List<Integer> now, int first, int attempts) {
    if (attempts == 0) {
      return Future.failedFuture("nobody is there");
    }
    return client
        .connect(now.get(Math.floorMod(first, now.size())), "127.0.0.1")
        .recover(refused -> next(now, first + 1, attempts - 1));
  }
}
