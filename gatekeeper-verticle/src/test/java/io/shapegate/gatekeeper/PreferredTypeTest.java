package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreferredTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "TEXT/Plain",
        "text/*",
        "text/plain; charset=utf-8",
        "text/plain, application/json;q=0.9",
        "application/json;q=0.9, text/plain",
        "text/plain;q=0.5, */*;q=0.1",
        "*/*, application/json;q=0",
        "text/html, text/plain;q=0.2",
        "text/plain;format=\"a,b;q=0\"",
        "text/plain , application/json ; q = 0.999",
        "application/json;q=2, text/plain;q=0.1",
        "text/*, text/html;q=0",
        ", ,text/plain,"
      })
  void text(String accept) {
    assertEquals(PreferredType.TEXT, preferred(accept));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "application/json",
        "application/*",
        "text/html",
        "text/plain;q=0",
        "text/plain;q=0.5, application/json",
        "text/plain, application/json",
        "text/plain;q=0.8, */*",
        "text/*, text/plain;q=0",
        "text/plain;q=x",
        "text/plain;q=2",
        "text/plainer",
        "xtext/plain",
        "image/png;x=\"text/plain\"",
        "\"",
        ";;;,,,"
      })
  void json(String accept) {
    assertEquals(PreferredType.JSON, preferred(accept));
  }

  @Test
  void withoutTheHeaderJson() {
    assertEquals(PreferredType.JSON, PreferredType.of(MultiMap.caseInsensitiveMultiMap()));
  }

  @Test
  void severalHeadersCountAsOne() {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap()
        .add("Accept", "application/json;q=0.1")
        .add("accept", "text/plain");
    assertEquals(PreferredType.TEXT, PreferredType.of(headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain;",
        ";a=\"",
        ",",
        "a/b;",
        " ",
        "a=",
        "\\\"",
        ";a=b",
        ";a=\"xxxxxxxxxxxxxx\"",
        ";"
      })
  void aLongHeaderTakesNoTime(String part) {
    String accept = "a/b" + part.repeat(32_000 / part.length());
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> preferred(accept));
  }

  @Test
  void aLongQuoteTakesNoStack() {
    assertEquals(PreferredType.TEXT, preferred("text/plain;a=\"" + "x\\\"".repeat(10_000) + "\""));
  }

  private static PreferredType preferred(String accept) {
    return PreferredType.of(MultiMap.caseInsensitiveMultiMap().add("Accept", accept));
  }
}
