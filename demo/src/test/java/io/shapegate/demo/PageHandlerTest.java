package io.shapegate.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageHandlerTest {
  private static final byte[] INDEX = "<!doctype html><p>ü</p>".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SCRIPT = "export {};".repeat(50).getBytes(StandardCharsets.UTF_8);
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    PageHandler handler = new PageHandler(
        new DemoPage(Map.of(
            "/", Asset.of("index.html", INDEX),
            "/assets/main-1a2b.js", Asset.of("assets/main-1a2b.js", SCRIPT))),
        Optional.of(URI.create("https://shapes.example.com/proxy")));
    server = vertx
        .createHttpServer()
        .requestHandler(request -> handler.handle(DemoExchange.begin(request)))
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void thePageIsAskedForEachTimeAndMayRunNothingButItsOwnFiles() throws Exception {
    HttpResponse<byte[]> page = send("GET", "/");

    assertEquals(200, page.statusCode());
    assertArrayEquals(INDEX, page.body());
    assertEquals("text/html; charset=utf-8", header(page, "content-type"));
    assertEquals("no-cache", header(page, "cache-control"));
    assertEquals("nosniff", header(page, "x-content-type-options"));
    assertEquals(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self' https://shapes.example.com;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        header(page, "content-security-policy"));
  }

  @Test
  void assetsAreKeptForEver() throws Exception {
    HttpResponse<byte[]> script = send("GET", "/assets/main-1a2b.js");

    assertArrayEquals(SCRIPT, script.body());
    assertEquals("text/javascript; charset=utf-8", header(script, "content-type"));
    assertEquals("public, max-age=31536000, immutable", header(script, "cache-control"));
  }

  @Test
  void isCompressedForThoseWhoTakeIt() throws Exception {
    HttpResponse<byte[]> script =
        send("GET", "/assets/main-1a2b.js", "Accept-Encoding", "br, gzip, deflate");

    assertEquals("gzip", header(script, "content-encoding"));
    assertEquals("Accept-Encoding", header(script, "vary"));
    assertArrayEquals(
        SCRIPT, new GZIPInputStream(new ByteArrayInputStream(script.body())).readAllBytes());
  }

  @Test
  void isNotSentAgainToWhoHasIt() throws Exception {
    String etag = header(send("GET", "/"), "etag");

    HttpResponse<byte[]> again = send("GET", "/", "If-None-Match", etag);
    HttpResponse<byte[]> compressed =
        send("GET", "/", "If-None-Match", etag, "Accept-Encoding", "gzip");

    assertEquals(304, again.statusCode());
    assertEquals(0, again.body().length);
    assertEquals(200, compressed.statusCode(), "another form has another validator");
  }

  @Test
  void aHeadHasTheLengthAndNoBody() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", "/");

    assertEquals(200, head.statusCode());
    assertEquals(String.valueOf(INDEX.length), header(head, "content-length"));
  }

  /** What is in this jar right now: the page, or what says that it was not built. */
  @Test
  void thereIsAlwaysAPage() {
    String page = DemoPage.load().find("/").orElseThrow().plain().toString();

    assertTrue(page.contains("<title>Shapegate"), page);
    assertFalse(page.contains("<script>"), "no inline script");
    assertFalse(page.contains("style="), "no inline style");
  }

  @Test
  void withoutABuiltPageItSaysWhatToInstall() {
    String page = DemoPage.missing().find("/").orElseThrow().plain().toString();

    assertTrue(page.contains("Node.js") && page.contains("./local-stack/run"), page);
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .method(method, BodyPublishers.noBody());
    return HttpClient.newHttpClient()
        .send(
            (headers.length == 0 ? request : request.headers(headers)).build(),
            BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
