package io.shapegate.httppolicy;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Locale;

/** An HTTP request as it arrived, and the connection to answer it on with any bytes. */
record Asked(NetSocket socket, String head, String body) {
  String requestLine() {
    return head.lines().findFirst().orElse("");
  }

  List<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).trim())
        .toList();
  }

  JsonObject json() {
    return new JsonObject(body);
  }

  void answer(String json) {
    write(Raw.ok(json));
  }

  void write(String raw) {
    socket.write(raw, "ISO-8859-1");
  }
}
