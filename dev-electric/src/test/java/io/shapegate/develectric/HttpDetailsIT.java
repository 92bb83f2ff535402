package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.develectric.DevElectricConfig.Timings;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDetailsIT {
  private static TestPostgres postgres;
  private static TestElectric electric;

  @BeforeAll
  static void start() throws Exception {
    postgres = new TestPostgres();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY, value text)",
        "INSERT INTO items VALUES (1, 'one')",
        "CREATE TABLE \"Mixed\" (\"Id\" int PRIMARY KEY, \"a,b\" text)");
    DevElectricConfig config = DevElectricConfig.of(postgres.url(), TestElectric.SECRET);
    electric = new TestElectric(config.with(Timings.USUAL.withLongPoll(Duration.ofSeconds(1))));
  }

  @AfterAll
  static void stop() throws Exception {
    electric.close();
    postgres.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/shape", "/v1/shape/", "/v1//shape", "/v1/%73hape", "//v1/shape//"})
  void thePathIsNormalized(String path) throws Exception {
    assertEquals(401, electric.get(path + "?table=items&offset=-1").status());
    assertEquals(
        200,
        electric.get(path + "?%73ecret=oracle-secret&%74able=items&offset=-1").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/shape/x", "/v1/Shape", "/v1%2Fshape", "/v2/shape", "/v1"})
  void otherPathsAreNotFound(String path) throws Exception {
    Answer answer = electric.get(path + "?secret=oracle-secret&table=items&offset=-1");
    assertEquals(404, answer.status());
    assertEquals("Not found", answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "items",
        "ITEMS",
        "public.items",
        "%22public%22.%22items%22",
        "Public.%22items%22",
        "%22Mixed%22"
      })
  void tableNamesAreReadAsElectricDoes(String table) throws Exception {
    assertEquals(200, electric.shape("offset=-1&table=" + table).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%22Items%22",
        "mixed",
        "pg_catalog.pg_class",
        "pg_class",
        "information_schema.tables",
        "it%00ems",
        "a.b.c",
        "%22",
        "+"
      })
  void otherTableNamesAreRefused(String table) throws Exception {
    assertEquals(400, electric.shape("offset=-1&table=" + table).status());
  }

  @ParameterizedTest
  @CsvSource({"live=true", "live=0", "live=", "live=no", "live=FALSE"})
  void anythingButFalseIsLive(String live) throws Exception {
    Answer end = new ShapeReader(electric, "table=items").catchUp();
    Answer answer = electric.shape("table=items&" + live + "&" + end.next());
    assertEquals("false", answer.header("electric-has-data"));
    assertTrue(answer.headers().containsKey("electric-cursor"));
  }

  @Test
  void aRequestBodyBeforeTheEndOfTheLogIsAnsweredAtOnceWhenNotLive() throws Exception {
    Answer end = new ShapeReader(electric, "table=items").catchUp();
    Answer answer = electric.shape("table=items&live=false&" + end.next());
    assertEquals("true", answer.header("electric-has-data"));
  }

  @Test
  void malformedEncodingsAre400() throws Exception {
    assertTrue(
        raw("GET /v1/shape?secret=oracle-secret&table=%zz HTTP/1.1").startsWith("HTTP/1.1 400"));
    assertTrue(
        raw("GET /v1/shape?secret=oracle-secret&table=%ff HTTP/1.1").startsWith("HTTP/1.1 400"));
    assertTrue(raw("GET /v1/%zzhape HTTP/1.1").startsWith("HTTP/1.1 400"));
    assertEquals(200, electric.shape("table=items&offset=-1").status());
  }

  @Test
  void aRequestLineOverTheLimitIs414() throws Exception {
    String line = "GET /v1/shape?secret=oracle-secret&table=items&offset=-1&x=";
    String fits = line + "a".repeat(10_000 - line.length() - " HTTP/1.1".length()) + " HTTP/1.1";
    assertTrue(raw(fits).startsWith("HTTP/1.1 200"), fits.length() + " bytes");
    String answer = raw(fits.replace("x=a", "x=aaaa"));
    assertTrue(answer.lines().findFirst().orElse("").contains(" 414 "), answer);
  }

  @Test
  void tooManyHeadersAre431() throws Exception {
    assertTrue(raw("GET /v1/health HTTP/1.1" + "\r\nx: y".repeat(51)).startsWith("HTTP/1.1 431"));
  }

  @Test
  void anHttp10AnswerEndsWithItsConnection() throws Exception {
    String answer = raw("GET /v1/shape?secret=oracle-secret&table=items&offset=-1 HTTP/1.0");
    assertTrue(answer.startsWith("HTTP/1.0 200"), answer);
    assertTrue(answer.endsWith("}}]"), answer);
  }

  @Test
  void aWrongSecretIsNotSavedByTheOldName() throws Exception {
    assertEquals(
        401,
        electric
            .get("/v1/shape?secret=x&api_secret=oracle-secret&table=items&offset=-1")
            .status());
    assertEquals(
        401,
        electric
            .get("/v1/shape?secret=oracle-secret&secret=x&table=items&offset=-1")
            .status());
    assertEquals(
        401,
        electric
            .get("/v1/shape?secret%5B%5D=oracle-secret&table=items&offset=-1")
            .status());
  }

  @Test
  void anOffsetSlightlyAheadIsGivenTimeToBecomeTrue() throws Exception {
    postgres.execute("CREATE TABLE ahead (id int PRIMARY KEY)");
    Answer end = new ShapeReader(electric, "table=ahead").catchUp();
    String query = "table=ahead&handle=" + end.handle() + "&offset=1_0";
    CompletableFuture<Answer> early = electric.shapeLater(query);
    postgres.execute("INSERT INTO ahead VALUES (1)");
    assertEquals(1, early.get(5, TimeUnit.SECONDS).rows().size());
  }

  @Test
  void concurrentFirstRequestsShareOneShape() throws Exception {
    postgres.execute("CREATE TABLE shared (id int PRIMARY KEY)");
    CompletableFuture<Answer> first = electric.shapeLater("table=shared&offset=-1");
    CompletableFuture<Answer> second =
        electric.shapeLater("table=public.SHARED&offset=-1&columns=id");
    assertEquals(
        first.get(5, TimeUnit.SECONDS).handle(), second.get(5, TimeUnit.SECONDS).handle());
  }

  @Test
  void aTableThatWasMadeAnewIsAnotherShape() throws Exception {
    postgres.execute("CREATE TABLE anew (id int PRIMARY KEY)");
    Answer end = new ShapeReader(electric, "table=anew").catchUp();
    postgres.execute(
        "DROP TABLE anew", "CREATE TABLE anew (id int PRIMARY KEY)", "INSERT INTO anew VALUES (7)");
    assertEquals(409, electric.shape("table=anew&live=true&" + end.next()).status());
    ShapeReader reader = new ShapeReader(electric, "table=anew");
    reader.catchUp();
    postgres.execute("INSERT INTO anew VALUES (8)");
    assertEquals(1, reader.step("&live=true").rows().size());
  }

  private static String raw(String head) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), electric.port())) {
      socket.setSoTimeout(5000);
      String request = head + "\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
