package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shapegate.launcher.ServerConfig;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request gets over HTTP/2, with TLS and without. */
final class Http2Test {
  @TempDir
  static Path folder;

  private static ServerConfig tls = Http2Cases.CLEAR_TEXT;

  @BeforeAll
  static void makeCertificate() throws Exception {
    tls = TestCertificate.in(folder);
  }

  @Nested
  final class WithoutTls extends Cases {
    WithoutTls() throws Exception {
      super(CLEAR_TEXT);
    }
  }

  @Nested
  final class WithTls extends Cases {
    WithTls() throws Exception {
      super(tls);
    }

    @Test
    void speaksHttp1WithThoseWhoCannotDoMore() throws Exception {
      Answer answer = get(client(HttpVersion.HTTP_1_1), ITEMS, TOKEN);

      assertEquals(HttpVersion.HTTP_1_1, answer.version());
      assertEquals(RecordingElectric.ROWS, answer.body());
    }

    @Test
    void speaksNoTlsThatIsOutOfDate() {
      HttpClient old = proxy.vertx.createHttpClient(options(HttpVersion.HTTP_1_1)
          .setEnabledSecureTransportProtocols(Set.of("TLSv1.1", "TLSv1")));

      assertThrows(Exception.class, () -> get(old, ITEMS, TOKEN));
    }

    @Test
    void answersNobodyWithoutTls() throws Exception {
      RawHttp.Answer answer =
          RawHttp.send(proxy.port, "GET", ITEMS, ProxyFixture.bearer(TOKEN), "");

      assertEquals(0, answer.status(), answer.text());
      proxy.assertNothingArrived();
    }
  }

  /** The same for both. */
  abstract static class Cases extends Http2Cases {
    Cases(ServerConfig config) throws Exception {
      super(config);
    }

    @Test
    void streamsTheGrantedShape() throws Exception {
      Answer answer = get(client, ITEMS, TOKEN);

      assertEquals(HttpVersion.HTTP_2, answer.version());
      assertEquals(200, answer.status());
      assertEquals(RecordingElectric.ROWS, answer.body());
      assertEquals(ProxyFixture.ELECTRIC_SECRET, proxy.onlyArrival().query().get("secret"));
    }

    @ParameterizedTest
    @CsvSource({
      "GET, /v1/shape?table=items&offset=-1, none, 401",
      "GET, /v1/shape?table=other&offset=-1, good, 403",
      "GET, /v1/shape?table=items&table=other, good, 400",
      "GET, /v1/elsewhere, good, 404",
      "DELETE, /v1/shape?table=items, good, 405"
    })
    void refusesAsOverHttp1(String method, String uri, String token, int status) throws Exception {
      Answer answer = result(
          request(client, HttpMethod.valueOf(method), uri, token.equals("good") ? TOKEN : token)
              .compose(HttpClientRequest::send)
              .compose(Answer::of));

      assertEquals(status, answer.status());
      assertEquals(status, answer.problem().getInteger("status"));
      proxy.assertNothingArrived();
    }

    @Test
    void takesASubsetInTheBodyOfAPost() throws Exception {
      Answer answer = result(
          request(client, HttpMethod.POST, "/v1/shape?table=items&offset=0_0&handle=1-2", TOKEN)
              .compose(request -> request.send("{\"limit\": 3, \"order_by\": \"id\"}"))
              .compose(Answer::of));

      assertEquals(200, answer.status(), answer.body());
      assertEquals(
          new JsonObject().put("limit", 3).put("order_by", "id"),
          new JsonObject(proxy.onlyArrival().body()));
    }

    @Test
    void opensNoTunnel() throws Exception {
      HttpClientResponse answer = result(
          request(client, HttpMethod.CONNECT, "", TOKEN).compose(HttpClientRequest::connect));

      assertEquals(400, answer.statusCode());
    }
  }
}
