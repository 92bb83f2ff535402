package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.shapegate.contract.StrictQuery;
import io.shapegate.contract.TableName;
import io.shapegate.launcher.BodyReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Reads the shape that a request asks for, and whether to explain it, from its path, its query and its body, so that there is one reading only. */
final class ShapeReader {
  private static final int MAX_BODY_BYTES = 65_536;
  private static final Duration MAX_BODY_TIME = Duration.ofSeconds(10);

  private final BodyReader bodies;

  ShapeReader(Vertx vertx) {
    bodies = new BodyReader(vertx, MAX_BODY_BYTES, MAX_BODY_TIME);
  }

  /** Fails with a {@link Refusal}, or with its body's own failure, where the request is not entirely understood. */
  Future<TokenRequest> read(HttpServerRequest request) {
    List<String> authorization = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    return bodies.read(request).map(body -> read(request, body, authorization));
  }

  private static TokenRequest read(
      HttpServerRequest request, Buffer body, List<String> authorization) {
    try {
      if (request.uri().indexOf('#') >= 0) {
        throw new ContractException("a fragment does not belong in a request");
      }
      String table = StrictQuery.decodeSegment(Route.table(request));
      ShapeFields fields = new ShapeFields();
      ExplainFields explain = new ExplainFields();
      fields.addTexts(explain.takeFrom(StrictQuery.parse(request.query())));
      addBody(fields, explain, request, body);
      return new TokenRequest(
          fields.toShape(TableName.parseRequested(table)), authorization, explain.toRequest());
    } catch (ContractException e) {
      throw Refusal.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static void addBody(
      ShapeFields fields, ExplainFields explain, HttpServerRequest request, Buffer body) {
    if (body.length() == 0) {
      return;
    }
    switch (BodyType.of(request.headers())) {
      case JSON -> fields.addJson(explain.takeFrom(StrictJson.object(body.getBytes())));
      case FORM ->
        fields.addTexts(
            explain.takeFrom(StrictQuery.parse(body.toString(StandardCharsets.ISO_8859_1))));
    }
  }
}
