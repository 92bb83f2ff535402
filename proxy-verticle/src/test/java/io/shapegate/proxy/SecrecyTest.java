package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Nothing that goes wrong brings the secret or a token into a log, at whatever level, or into an answer. */
class SecrecyTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String TOKEN = Tokens.of(Tokens.wholeTable());
  private static final Map<String, Consumer<HttpServerRequest>> FAILURES = Map.of(
      "refuses us", request -> request.response().setStatusCode(401).end(request.uri()),
      "fails", request -> request.response().setStatusCode(500).end(request.uri()),
      "redirects",
          request -> request
              .response()
              .setStatusCode(302)
              .putHeader("location", request.uri())
              .end(),
      "closes", request -> request.connection().close(),
      "stays silent", request -> {},
      "falls silent", request -> request.response().setChunked(true).write("["),
      "breaks off",
          request -> request
              .response()
              .setChunked(true)
              .write("[")
              .onComplete(written -> request.connection().close()),
      "answers no HTTP",
          request -> request.toNetSocket().onSuccess(socket -> socket.write("x\r\n\r\n")),
      "answers", RecordingElectric::rows);

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Level level = root.getLevel();
  private ProxyFixture proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyFixture();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() throws Exception {
    root.setLevel(level);
    root.detachAppender(log);
    proxy.close();
  }

  private void assertSecret(RawHttp.Answer answer) throws Exception {
    proxy.close();
    String logged = List.copyOf(log.list).stream()
        .map(event ->
            event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
        .collect(Collectors.joining("\n"));
    assertTrue(logged.contains("subject=\"alice\" table=items"), "the access log was captured");
    for (String text : List.of(logged, answer.text())) {
      assertFalse(text.contains(ProxyFixture.ELECTRIC_SECRET), text);
      assertFalse(text.contains(TOKEN), text);
      assertFalse(text.contains(Tokens.SECRET), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refuses us",
        "fails",
        "redirects",
        "closes",
        "stays silent",
        "falls silent",
        "breaks off",
        "answers no HTTP",
        "answers"
      })
  void tellsNoSecretWhereElectric(String failure) throws Exception {
    proxy.electric.answerWith(FAILURES.get(failure)::accept);

    assertSecret(proxy.get(ITEMS, TOKEN));
  }

  @Test
  void tellsNoSecretWhereElectricIsUnreachable() throws Exception {
    int port = deploy("http://127.0.0.1:1");

    assertSecret(RawHttp.send(port, "GET", ITEMS, ProxyFixture.bearer(TOKEN), ""));
  }

  /** The numbers grow when they become texts, beyond what the kernel buffers. */
  @Test
  void tellsNoSecretWhereElectricReadsNoBody() throws Exception {
    try (ServerSocket deaf = new ServerSocket()) {
      deaf.setReceiveBufferSize(1_024);
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = deploy("http://127.0.0.1:" + deaf.getLocalPort());
      String body = IntStream.rangeClosed(1, 86_000)
          .mapToObj(n -> "\"" + n + "\":1e6")
          .collect(Collectors.joining(",", "{\"params\":{", "}}"));

      RawHttp.Answer answer = RawHttp.send(port, "POST", ITEMS, ProxyFixture.bearer(TOKEN), body);

      assertEquals(504, answer.status());
      assertSecret(answer);
    }
  }

  @Test
  void showsNoSecretAsText() {
    String shown = ProxyFixture.config(
            URI.create("http://127.0.0.1:1"),
            new ProxyConfig.TokenKey.Shared(ProxyFixture.AUTH_SECRET),
            Duration.ofSeconds(1))
        .toString();

    assertFalse(shown.contains(ProxyFixture.ELECTRIC_SECRET), shown);
    assertFalse(shown.contains(Tokens.SECRET), shown);
  }

  private int deploy(String electric) throws Exception {
    return proxy.deploy(ProxyFixture.config(
        URI.create(electric),
        new ProxyConfig.TokenKey.Shared(ProxyFixture.AUTH_SECRET),
        Duration.ofSeconds(1)));
  }
}
