package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests whose end two readers could see at different places (class 16), each with a good request behind it that only
 * one of them would see.
 */
class FramingTest {
  private static final String TARGET = "/v1/shape?table=items&offset=-1";
  private static final String HEAD =
      " HTTP/1.1\r\nHost: a\r\n" + ProxyFixture.bearer(Tokens.of(Tokens.wholeTable()));
  private static final String POST = "POST " + TARGET + HEAD;
  private static final String GET = "GET " + TARGET + HEAD;
  private static final String HIDDEN = "GET " + TARGET + "&handle=hidden" + HEAD + "\r\n";
  private static ProxyFixture proxy;

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture();
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  @BeforeEach
  void reset() {
    proxy.electric.reset();
  }

  private static List<String> methodsThatArrived() {
    return proxy.electric.arrivals().stream()
        .map(RecordingElectric.Arrival::method)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2, 2",
        "Content-Length: +2",
        "Content-Length: -2",
        "Content-Length: 0x2",
        "Content-Length: 99999999999999999999",
        "Content-Length:",
        "Content-Length : 2",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked;x",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding\t: chunked",
        "Transfer-Encoding: chun\r\n ked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        "Content-Length: 2\r\nTransfer-Encoding: chunked, identity",
        "X: a\rTransfer-Encoding: chunked"
      })
  void refusesAndClosesWhereTheEndOfABodyIsInDoubt(String header) throws Exception {
    RawHttp.Answer answer = RawHttp.send(proxy.port, POST + header + "\r\n\r\n0\r\n\r\n" + HIDDEN);

    assertEquals(400, answer.status(), answer.text());
    assertEquals(1, answer.text().split("HTTP/1.1 ", -1).length - 1, answer.text());
    assertEquals("application/problem+json", answer.header("content-type"));
    proxy.assertNothingArrived();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " HTTP/1.1\r\n",
        " HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
        " HTTP/1.1\r\nHost: a\r\nhost: b\r\n",
        " HTTP/1.0\r\nHost: a\r\nHost: a\r\n"
      })
  void refusesAndClosesWhereItIsInDoubtWhomARequestIsFor(String versionAndHosts) throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port,
        "GET " + TARGET + versionAndHosts + HEAD.substring(HEAD.indexOf("Auth")) + "\r\n" + HIDDEN);

    assertEquals(400, answer.status(), answer.text());
    assertEquals("close", answer.header("connection"));
    assertEquals(1, answer.text().split("HTTP/1.[01] [1-5]", -1).length - 1, answer.text());
    proxy.assertNothingArrived();
  }

  @Test
  void needsNoHostFromHttp10() throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port,
        "GET " + TARGET + " HTTP/1.0\r\n" + HEAD.substring(HEAD.indexOf("Auth")) + "\r\n");

    assertEquals(200, answer.status(), answer.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "Content-Length: 4\r\nTransfer-Encoding: Chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4"
      })
  void handlesNothingBehindAChunkedBody(String headers) throws Exception {
    RawHttp.Answer answer =
        RawHttp.send(proxy.port, POST + headers + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + HIDDEN);

    assertEquals(200, answer.status(), answer.text());
    assertEquals("close", answer.header("connection"));
    assertEquals(List.of("POST"), methodsThatArrived());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1\r\n{}",
        "zz\r\n{}",
        "+2\r\n{}",
        "0x2\r\n{}",
        "FFFFFFFFFFFFFFFFFF\r\n{}",
        "7fffffffffffffff\r\n{}",
        "2\n{}",
        "2;a\n{}",
        "2\r\n{}X"
      })
  void closesOnAMalformedChunk(String chunk) throws Exception {
    RawHttp.send(
        proxy.port, POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n0\r\n\r\n" + HIDDEN);

    proxy.assertNothingArrived();
  }

  @Test
  void closesBehindAGetWithAChunkedBody() throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port, GET + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + HIDDEN);

    assertEquals(400, answer.status());
    proxy.assertNothingArrived();
  }

  @Test
  void closesBehindAChunkedRequestOfTheHealthToo() throws Exception {
    RawHttp.send(
        proxy.port,
        "GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n" + HIDDEN);

    proxy.assertNothingArrived();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/shape?table=items", "/elsewhere", "/v1/shape"})
  void readsTheNextRequestAtTheRightByteAfterARefusedPost(String target) throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port,
        "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + GET.length() + "\r\n\r\n"
            + GET + HIDDEN.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

    assertTrue(answer.status() >= 400, answer.text());
    assertEquals("hidden", proxy.onlyArrival().query().get("handle"));
  }

  @Test
  void endsAnAnswerToHttp10WithItsConnection() throws Exception {
    proxy.electric.answerWith(
        request -> request.response().setChunked(true).end(RecordingElectric.ROWS));

    RawHttp.Answer answer = RawHttp.send(
        proxy.port, GET.replace("HTTP/1.1", "HTTP/1.0") + "Connection: keep-alive\r\n\r\n");

    assertEquals(200, answer.status());
    assertEquals("", answer.header("transfer-encoding"));
    assertEquals(RecordingElectric.ROWS, answer.body());
  }

  @Test
  void tellsAClientThatAsksFirstToSendItsBody() throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port,
        POST + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");

    assertEquals(100, answer.status());
    assertTrue(answer.text().contains("HTTP/1.1 200 OK"), answer.text());
  }

  @Test
  void asksAClientWithoutATokenForNoBody() throws Exception {
    RawHttp.Answer answer = RawHttp.send(
        proxy.port,
        "POST " + TARGET
            + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");

    assertEquals(401, answer.status());
  }
}
