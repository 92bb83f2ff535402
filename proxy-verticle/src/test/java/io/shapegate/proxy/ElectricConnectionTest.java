package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream may do on its side of the connection, byte for byte. */
@Timeout(30)
class ElectricConnectionTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String TOKEN = Tokens.of(Tokens.wholeTable());
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";

  /** One answer for each request of a connection, in order; behind the last one it closes. */
  private final List<List<String>> connections = new CopyOnWriteArrayList<>();

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private ProxyFixture proxy;
  private ServerSocket upstream;
  private int port;

  @BeforeEach
  void start() throws Exception {
    proxy = new ProxyFixture();
    upstream = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    new Thread(this::serve, "upstream").start();
    port = proxy.deploy(ProxyFixture.config(
        URI.create("http://127.0.0.1:" + upstream.getLocalPort()),
        new TokenKey.Shared(ProxyFixture.AUTH_SECRET),
        Duration.ofSeconds(2)));
  }

  @AfterEach
  void stop() throws Exception {
    upstream.close();
    proxy.close();
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    connections.add(List.of(OK, OK, OK));

    for (int i = 0; i < 3; i++) {
      assertEquals("[]", ask().body());
    }

    assertEquals(3, requests.size());
    assertTrue(connections.isEmpty(), "one connection was enough");
  }

  @Test
  void asksOverAnotherConnectionWhereTheUsedOneHasClosed() throws Exception {
    connections.add(List.of(OK));
    connections.add(List.of(OK));

    assertEquals("[]", ask().body());
    assertEquals("[]", ask().body());
  }

  /** What it was told before it closed (RFC 9110, section 15.5.9). */
  @Test
  void asksOverAnotherConnectionWhereTheUsedOneWasIdleForTooLong() throws Exception {
    connections.add(List.of(OK, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\nlate"));
    connections.add(List.of(OK));

    assertEquals("[]", ask().body());
    assertEquals("[]", ask().body());
  }

  @Test
  void asksOnlyOnceOverANewConnection() throws Exception {
    connections.add(List.of(""));

    assertCode(502, "electric_unreachable", ask());

    assertEquals(1, requests.size());
  }

  @Test
  void closesAConnectionThatElectricWantsClosed() throws Exception {
    connections.add(
        List.of("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n[]", OK));
    connections.add(List.of(OK));

    assertEquals("[]", ask().body());
    assertEquals("[]", ask().body());

    assertTrue(connections.isEmpty(), "the second request took another connection");
  }

  @Test
  void passesOverInterimAnswers() throws Exception {
    connections.add(List.of(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK));

    assertEquals("[]", ask().body());
  }

  /** Its length is that of the answer to a GET. */
  @Test
  void takesAnAnswerToHeadForWhole() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    connections.add(List.of("HTTP/1.1 103 Early Hints\r\n\r\n" + head, head, OK));

    assertEquals("2", ask("HEAD", "").header("content-length"));
    assertEquals("2", ask("HEAD", "").header("content-length"));
    assertEquals("[]", ask().body());
    assertTrue(connections.isEmpty(), "one connection was enough");
  }

  @Test
  void sendsTheseBytes() throws Exception {
    connections.add(List.of(OK, OK));

    String headers =
        "If-None-Match: \"a\"\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\nX-Request-Id: mine\r\n";
    String id = ask("GET", headers).header("x-request-id");
    RawHttp.Answer second = RawHttp.send(
        port, "POST", ITEMS, ProxyFixture.bearer(TOKEN), "{\"limit\": 5, \"where\": null}");

    String query = "table=items&offset=-1&secret=" + ProxyFixture.ELECTRIC_SECRET;
    assertEquals(
        "GET /v1/shape?" + query + " HTTP/1.1\r\nhost: 127.0.0.1:" + upstream.getLocalPort()
            + "\r\naccept: */*\r\nx-request-id: " + id
            + "\r\nif-none-match: \"a\"\r\naccept-encoding: gzip\r\n\r\n",
        requests.get(0));
    assertEquals(
        "POST /v1/shape?" + query + " HTTP/1.1\r\nhost: 127.0.0.1:" + upstream.getLocalPort()
            + "\r\naccept: */*\r\nx-request-id: " + second.header("x-request-id")
            + "\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n",
        requests.get(1));
  }

  @Test
  void readsTheSchemaOfAWideTable() throws Exception {
    String schema = "{" + "\"column\":{\"type\":\"text\"},".repeat(2_000) + "}";
    connections.add(List.of(
        "HTTP/1.1 200 OK\r\nelectric-schema: " + schema + "\r\nContent-Length: 2\r\n\r\n[]"));

    assertEquals(schema, ask().header("electric-schema"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n[until the connection ends]",
        "HTTP/1.0 200 OK\r\n\r\n[until the connection ends]",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n[]",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        "HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "this is no HTTP\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX:"
      })
  void refusesAnAnswerWhoseEndIsInDoubt(String bytes) throws Exception {
    connections.add(List.of(bytes));

    RawHttp.Answer answer = ask();

    assertEquals(502, answer.status(), answer.text());
    assertFalse(answer.text().contains("until"), answer.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\u0000b", "a\u0001b", "a\rb", "a\rX-Injected: 1", "a\u000bb", "a\u007fb"})
  void passesNoHeaderOnThatIsNone(String value) throws Exception {
    connections.add(
        List.of("HTTP/1.1 200 OK\r\nEtag: " + value + "\r\nContent-Length: 2\r\n\r\n[]"));

    RawHttp.Answer answer = ask();

    assertEquals(502, answer.status(), answer.text());
    assertFalse(answer.text().contains("Etag"), answer.text());
    assertFalse(answer.text().contains("X-Injected"), answer.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[half",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[half\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[half\r\nzz\r\n"
      })
  void breaksOffWhereElectricDoes(String bytes) throws Exception {
    connections.add(List.of(bytes));

    RawHttp.Answer answer = ask();

    boolean isRefusal = answer.status() == 502;
    boolean looksWhole = answer.body().endsWith("0\r\n\r\n")
        || String.valueOf(answer.body().length()).equals(answer.header("content-length"));
    assertTrue(isRefusal || !looksWhole, answer.text());
  }

  /** The second answer that nobody asked for is never taken for the answer to the next request. */
  @Test
  void neverGivesOneRequestTheAnswerToAnother() throws Exception {
    connections.add(List.of(OK + "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n[stolen]", OK));
    connections.add(List.of(OK));

    assertEquals("[]", ask().body());
    assertEquals("[]", ask().body());
  }

  private RawHttp.Answer ask() throws IOException {
    return ask("GET", "");
  }

  private RawHttp.Answer ask(String method, String headers) throws IOException {
    return RawHttp.send(port, method, ITEMS, ProxyFixture.bearer(TOKEN) + headers, "");
  }

  private static void assertCode(int status, String code, RawHttp.Answer answer) {
    assertEquals(status, answer.status(), answer.text());
    assertEquals(code, new JsonObject(answer.body()).getString("code"));
  }

  private void serve() {
    while (!upstream.isClosed()) {
      try (Socket connection = upstream.accept()) {
        List<String> answers = connections.isEmpty() ? List.of() : connections.remove(0);
        serve(connection, answers);
      } catch (IOException e) {
        // The proxy has closed the connection, or the test has ended.
      }
    }
  }

  private void serve(Socket connection, List<String> answers) throws IOException {
    OutputStream out = connection.getOutputStream();
    for (String answer : answers) {
      String request = head(connection.getInputStream());
      if (request.isEmpty()) {
        return;
      }
      requests.add(request);
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString();
  }
}
