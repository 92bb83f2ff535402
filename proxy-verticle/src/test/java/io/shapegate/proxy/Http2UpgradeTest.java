package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.launcher.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The way from HTTP/1.1 to HTTP/2 that {@code HTTP2_CLEARTEXT} opens too (RFC 7540, section 3.2), and that proxies in front
 * have been led around by: it takes a request nowhere that it could not go without.
 */
final class Http2UpgradeTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final String UPGRADE =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
  private static final String BEARER = ProxyFixture.bearer(Tokens.of(Tokens.wholeTable()));
  private static final String HIDDEN =
      "GET " + ITEMS + "&handle=hidden HTTP/1.1\r\nHost: a\r\n" + BEARER + "\r\n";
  private static final int QUIET_MILLIS = 500;
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture(new ServerConfig(null, true));
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  @BeforeEach
  void reset() {
    proxy.electric.reset();
  }

  /** What comes back until there is nothing for a while. */
  private static String send(String bytes) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port)) {
      socket.setSoTimeout(QUIET_MILLIS);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      for (int read = in.read(); read >= 0; read = in.read()) {
        text.append((char) read);
      }
    } catch (SocketTimeoutException quiet) {
      // That was all.
    }
    return text.toString();
  }

  private static List<String> handlesThatArrived() {
    return proxy.electric.arrivals().stream()
        .map(arrival -> arrival.query().getOrDefault("handle", "none"))
        .toList();
  }

  @Test
  void servesTheRequestThatUpgrades() throws Exception {
    String answer = send("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + BEARER + UPGRADE + "\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
    assertEquals(List.of("none"), handlesThatArrived());
  }

  @Test
  void verifiesTheTokenOfTheRequestThatUpgrades() throws Exception {
    send("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + UPGRADE + "\r\n");

    proxy.assertNothingArrived();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/shape?table=other&offset=-1",
        "/v1/shape?table=items&table=other&offset=-1",
        "/v1/elsewhere",
        "/v1/shape/../shape?table=items&offset=-1"
      })
  void holdsTheRequestThatUpgradesToItsToken(String target) throws Exception {
    send("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + BEARER + UPGRADE + "\r\n");

    proxy.assertNothingArrived();
  }

  @Test
  void readsNothingBehindAnUpgradeAsHttp1() throws Exception {
    String answer =
        send("GET " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + BEARER + UPGRADE + "\r\n" + HIDDEN);

    assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
    assertFalse(answer.contains("HTTP/1.1 200"), answer);
    assertFalse(handlesThatArrived().contains("hidden"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: %d\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: %d\r\n",
        "Transfer-Encoding: identity\r\nContent-Length: %d\r\n"
      })
  void findsNoRequestInABody(String framing) throws Exception {
    for (String settings :
        List.of(UPGRADE, UPGRADE.replace("AAMAAABkAAQAAP__", "?"), "Upgrade: h2c\r\n")) {
      send("POST " + ITEMS + " HTTP/1.1\r\nHost: a\r\n" + BEARER + settings
          + String.format(framing, HIDDEN.length()) + "\r\n" + HIDDEN);
    }

    assertFalse(handlesThatArrived().contains("hidden"), "a request that was a body");
  }
}
