package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs say what went wrong, and nothing secret, not even when the service sends it back. */
class LogTest {
  private static final String TOKEN = "geheimes-token";
  private static final PolicyRequest REQUEST = new PolicyRequest(
      "request-77",
      new Subject("alice", false, new JsonObject().put("ssn", "geheimer-claim")),
      Shape.of(TableName.parse("tasks")));

  private final Vertx vertx = Vertx.vertx();
  private final LogLines log = new LogLines();
  private AuthorizationDouble service;

  @BeforeEach
  void start() throws Exception {
    service = AuthorizationDouble.start(vertx, ask -> {});
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
    Settled.result(vertx.close());
  }

  static Stream<String> echoes() {
    String secrets = TOKEN + " geheimer-claim";
    return Stream.of(
        secrets + "\r\n\r\n",
        "HTTP/1.1 " + secrets + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + secrets + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\n" + secrets + ": \u0001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: " + secrets + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + secrets + "\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + secrets + "\r\n",
        Raw.answer("200 OK", "Content-Type: " + secrets + "\r\n", "{}"),
        Raw.answer("302 Found", "Location: http://" + TOKEN + "@127.0.0.1/\r\n", ""),
        Raw.ok(secrets),
        Raw.ok("{\"" + secrets + "\": 1, \"" + secrets + "\": 2}"),
        Raw.ok(new JsonObject().put("result", secrets).encode()),
        Raw.ok(Samples.result(new JsonObject().put("decision", secrets))),
        Raw.ok(Samples.result(Samples.allow().put(secrets, secrets))),
        Raw.ok(Samples.result(Samples.allow().put("ttl_seconds", secrets))),
        Raw.ok(Samples.result(Samples.deny().put("code", secrets))),
        Raw.ok(
            Samples.result(Samples.allow().put("shape", new JsonObject().put("table", secrets)))),
        Raw.status("500 " + secrets, secrets));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("echoes")
  void whatTheServiceSendsBackIsNotLogged(String answer) throws Exception {
    service.behave(ask -> {
      ask.write(answer);
      ask.socket().end();
    });

    served().refusal(REQUEST);

    assertEquals(1, log.containing("request-77").size(), log.all().toString());
    assertEquals(List.of(), log.containing("geheim"));
  }

  @Test
  void oneLineSaysWhyThereIsNoDecision() throws Exception {
    service.behave(ask -> ask.write(Raw.status("404 Not Found", "{}")));

    served().refusal(REQUEST);

    String line = log.containing("request-77").get(0);
    assertTrue(line.contains("policy.http failed on request request-77"), line);
    assertTrue(line.contains("it answered 404"), line);
  }

  @Test
  void anUndefinedDocumentIsPointedOut() throws Exception {
    service.behave(ask -> ask.answer("{}"));

    served().decide(REQUEST);

    String line = log.containing("request-77").get(0);
    assertTrue(line.contains("HTTP_POLICY_URL"), line);
  }

  @Test
  void aConnectionThatIsRefusedIsNamed() throws Exception {
    Served.start(vertx, "http://127.0.0.1:1/path", Map.of()).refusal(REQUEST);

    String line = log.containing("request-77").get(0);
    assertTrue(line.contains("Connection refused") && line.contains("127.0.0.1"), line);
  }

  private Served served() throws Exception {
    return Served.start(vertx, service.url(), Map.of("HTTP_POLICY_TOKEN", TOKEN));
  }
}
