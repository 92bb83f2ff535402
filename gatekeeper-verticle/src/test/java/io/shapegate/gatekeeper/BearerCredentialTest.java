package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerCredentialTest {
  @ParameterizedTest(name = "[{0}]")
  @ValueSource(
      strings = {
        "Bearer aZ09.-_~+/==",
        "bearer aZ09.-_~+/==",
        "BEARER aZ09.-_~+/==",
        "Bearer   aZ09.-_~+/=="
      })
  void theSchemeIsReadInAnyCaseAndTheTokenAsItIs(String header) {
    assertEquals(Optional.of("aZ09.-_~+/=="), BearerCredential.token(header));
  }

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearera",
        "Bearer\ta",
        " Bearer a",
        "Bearer a b",
        "Bearer a ",
        "Bearer =",
        "Bearer a=b",
        "Bearer a,b",
        "Bearer a\u00e9",
        "Bearer a\n",
        "Basic a",
        "B\u0435arer a"
      })
  void anythingElseIsNoCredentialOfOurs(String header) {
    assertEquals(Optional.empty(), BearerCredential.token(header));
  }
}
