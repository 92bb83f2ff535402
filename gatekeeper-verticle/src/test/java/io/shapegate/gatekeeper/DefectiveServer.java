package io.shapegate.gatekeeper;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/** Answers every request as if something in it had gone wrong in a way that nobody thought of. */
record DefectiveServer(Vertx vertx) {
  RawHttp.Answer ask() {
    HttpServer server = vertx
        .createHttpServer()
        .requestHandler(request -> ProblemAnswer.send(
            Exchange.begin(request), new IllegalStateException("password=hunter2")));
    return RawHttp.once(
        TestGatekeeper.await(server.listen(0, "127.0.0.1")).actualPort(),
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
}
