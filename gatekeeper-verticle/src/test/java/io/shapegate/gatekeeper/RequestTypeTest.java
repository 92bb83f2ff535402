package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTypeTest extends GrantingGatekeeper {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
      })
  void jsonIsTakenInUtf8(String type) {
    assertGranted(gatekeeper.postBody("/gatekeeper/items", type, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json, application/x-www-form-urlencoded",
        "application/jsonp",
        "application/vnd.api+json",
        "json",
        "",
        "*/*",
      })
  void anotherTypeOfBodyIsA415(String type) {
    assertRefused(
        415, "unsupported_media_type", gatekeeper.postBody("/gatekeeper/items", type, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Content-Type: application/json\r\nContent-Type: application/json",
        "Content-Type: application/json\r\nContent-Encoding: gzip",
      })
  void aBodyOfUnclearTypeIsA415(String headers) {
    assertRefused(
        415,
        "unsupported_media_type",
        gatekeeper.raw(TestGatekeeper.head(
                "/gatekeeper/items",
                "Authorization: Bearer " + IdentityTokens.of("alice"),
                headers,
                "Content-Length: 2")
            + "\r\n{}"));
  }

  @Test
  void aTypeThatIsLongIsNotThoughtAboutForLong() {
    String type = "application/json" + " ".repeat(25_000) + "x";
    assertTimeout(
        Duration.ofSeconds(1),
        () -> assertRefused(
            415, "unsupported_media_type", gatekeeper.postBody("/gatekeeper/items", type, "{}")));
  }

  @Test
  void aTypeWithoutABodyDoesNotMatter() {
    assertGranted(gatekeeper.postBody("/gatekeeper/items", "text/plain", ""));
  }
}
