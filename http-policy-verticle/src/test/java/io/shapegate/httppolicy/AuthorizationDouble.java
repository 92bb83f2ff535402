package io.shapegate.httppolicy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An authorization service on a free port that answers, byte for byte, what a test wants. */
final class AuthorizationDouble {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+) *$");
  private static final String LATIN1 = "ISO-8859-1";

  private final NetServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile Handler<Asked> behaviour;

  private AuthorizationDouble(Vertx vertx, NetServerOptions options, Handler<Asked> behaviour) {
    this.behaviour = behaviour;
    this.server = vertx.createNetServer(options).connectHandler(this::serve);
  }

  static AuthorizationDouble start(Vertx vertx, Handler<Asked> behaviour) throws Exception {
    return start(vertx, new NetServerOptions(), behaviour);
  }

  static AuthorizationDouble start(Vertx vertx, NetServerOptions options, Handler<Asked> behaviour)
      throws Exception {
    AuthorizationDouble started = new AuthorizationDouble(vertx, options, behaviour);
    Settled.result(started.server.listen(0, "127.0.0.1"));
    return started;
  }

  void behave(Handler<Asked> next) {
    behaviour = next;
  }

  int port() {
    return server.actualPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/v1/data/shapegate/decision";
  }

  /** Every request so far. */
  List<Asked> asked() {
    return asked;
  }

  int openConnections() {
    return open.get();
  }

  private void serve(NetSocket socket) {
    open.incrementAndGet();
    socket.closeHandler(closed -> open.decrementAndGet());
    socket.exceptionHandler(reset -> {});
    Buffer received = Buffer.buffer();
    int[] done = {0};
    socket.handler(chunk -> {
      received.appendBuffer(chunk);
      for (int next = end(received, done[0]); next > 0; next = end(received, done[0])) {
        request(socket, received.getString(done[0], next, LATIN1));
        done[0] = next;
      }
    });
  }

  private void request(NetSocket socket, String text) {
    int head = text.indexOf("\r\n\r\n");
    String body = Buffer.buffer(text.substring(head + 4), LATIN1).toString();
    Asked request = new Asked(socket, text.substring(0, head), body);
    asked.add(request);
    behaviour.handle(request);
  }

  /** Where the request that starts there ends; -1 when it has not arrived in full. */
  private static int end(Buffer received, int start) {
    String text = received.getString(start, received.length(), LATIN1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return -1;
    }
    Matcher length = LENGTH.matcher(text.substring(0, head));
    int end = head + 4 + (length.find() ? Integer.parseInt(length.group(1)) : 0);
    return text.length() < end ? -1 : start + end;
  }
}
