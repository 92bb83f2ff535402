package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Deny;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class AccessLogTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.shapegate");
  private final AppenderBase<ILoggingEvent> recorder = new AppenderBase<>() {
    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getFormattedMessage());
    }
  };
  private TestGatekeeper gatekeeper = TestGatekeeper.start(Map.of("DECISION_LOG", "off"));

  @BeforeEach
  void record() {
    recorder.start();
    root.setLevel(Level.TRACE);
    root.setAdditive(false);
    root.addAppender(recorder);
  }

  @AfterEach
  void close() {
    gatekeeper.close();
    root.detachAppender(recorder);
    root.setLevel(null);
    root.setAdditive(true);
  }

  @Test
  void aGrantIsOneLineWithItsOutcome() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    gatekeeper.post("/gatekeeper/items?where=salary");
    String line = onlyLine();
    assertTrue(
        line.matches(
            "POST /gatekeeper/:table 200 outcome=granted reason=\"test\" subject=\"alice\" table=items"
                + " ms=\\d+ request=[0-9a-f-]{36}"),
        line);
  }

  @Test
  void aRefusalIsOneLineWithTheIdThatTheClientGot() {
    RawHttp.Answer answer = gatekeeper.post("/gatekeeper/items", "X: y");
    String line = onlyLine();
    assertTrue(
        line.contains(" 401 outcome=no_credential reason=\"-\" subject=\"-\" table=items "), line);
    assertTrue(line.endsWith(answer.json().getString("request_id")), line);
  }

  @Test
  void whatClientsAndPoliciesWriteCannotForgeALine() {
    gatekeeper.policy(TestGatekeeper.decides(r -> new Deny("no", "x\r\nPOST / 200")));
    String token = IdentityTokens.with(c -> c.subject("al\"ice ms=0"));
    gatekeeper.post("/gatekeeper/%22a%0D%0Ab%22", "Authorization: Bearer " + token);
    String line = onlyLine();
    assertEquals(1, line.lines().count());
    assertTrue(
        line.contains(
            "outcome=no reason=\"x??POST / 200\" subject=\"al'ice ms=0\" table=\"a??b\" "),
        line);
  }

  @Test
  void noTokenNoSecretAndNoQueryIsLogged() {
    gatekeeper.policy(TestGatekeeper.grantsAll());
    String token = IdentityTokens.of("alice");
    String granted = gatekeeper
        .post("/gatekeeper/items?where=hidden", "Authorization: Bearer " + token)
        .json()
        .getJsonObject("headers")
        .getString("Authorization")
        .substring("Bearer ".length());
    gatekeeper.post("/gatekeeper/items?token=" + token);
    gatekeeper.post("/gatekeeper/items", "Authorization: Bearer " + token + "x");
    gatekeeper.post("/gatekeeper/items", "Authorization: Basic " + token);
    TestGatekeeper.until(() -> requestLines().size() == 4);
    for (String line : lines) {
      for (String secret :
          List.of(token, granted, "hidden", TestGatekeeper.AUTH_SECRET, IdentityTokens.SECRET)) {
        assertFalse(line.contains(secret), line);
      }
    }
  }

  @Test
  void aClientThatLeavesIsOneLineToo() {
    gatekeeper.policy(request -> Promise.<Decision>promise().future());
    try (RawHttp http = new RawHttp(gatekeeper.port())) {
      http.send(TestGatekeeper.head(
              "/gatekeeper/items", "Authorization: Bearer " + IdentityTokens.of("alice"))
          + "\r\n");
      TestGatekeeper.until(() -> !gatekeeper.asked.isEmpty());
    }
    assertTrue(onlyLine().contains(" aborted "));
  }

  @Test
  void aDefectIsA500WithoutDetailAndWithAnErrorInTheLog() {
    RawHttp.Answer answer = new DefectiveServer(gatekeeper.vertx()).ask();
    assertEquals(500, answer.status());
    assertEquals("internal_error", answer.code());
    assertFalse(answer.body().contains("hunter2"));
    assertFalse(answer.body().contains("Exception"));
    assertTrue(lines.stream()
        .anyMatch(line ->
            line.startsWith("request ") && line.contains(answer.json().getString("request_id"))));
  }

  private List<String> requestLines() {
    return lines.stream().filter(line -> line.contains(" request=")).toList();
  }

  private String onlyLine() {
    TestGatekeeper.until(() -> !requestLines().isEmpty());
    assertEquals(1, requestLines().size());
    return requestLines().get(0);
  }
}
