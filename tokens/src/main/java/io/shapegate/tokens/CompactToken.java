package io.shapegate.tokens;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed JSON Web Token in compact form (RFC 7515, section 7.1), taken apart. Nothing is verified yet; but the text has
 * one reading only, and asks for nothing that we do not know.
 */
record CompactToken(
    String text, Algorithm algorithm, @Nullable String kid, JsonObject payload) {
  private static final int MAX_LENGTH = 16_384;
  private static final int MAX_KID_LENGTH = 256;
  private static final int PARTS = 3;

  /** {@code crit} asks for extensions that we have none of; the others offer keys that we must not take from a token. */
  private static final Set<String> FORBIDDEN_HEADERS =
      Set.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc");

  /** Empty for anything that is not a token in canonical form with a known algorithm. */
  static Optional<CompactToken> parse(String text) {
    String[] parts = text.length() > MAX_LENGTH ? new String[0] : text.split("\\.", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    return json(parts[0])
        .flatMap(header -> json(parts[1]).flatMap(payload -> of(text, header, payload)))
        .filter(token -> Base64Url.decode(parts[2])
            .filter(signature -> SignatureForm.holds(token.algorithm, signature))
            .isPresent());
  }

  byte[] signature() {
    return Base64Url.decode(text.substring(text.lastIndexOf('.') + 1)).orElseThrow();
  }

  private static Optional<CompactToken> of(String text, JsonObject header, JsonObject payload) {
    boolean plainHeader = header.fieldNames().stream().noneMatch(FORBIDDEN_HEADERS::contains);
    if (!plainHeader || !(header.getValue("alg") instanceof String alg) || !hasPlainKid(header)) {
      return Optional.empty();
    }
    return Algorithm.named(alg)
        .map(algorithm -> new CompactToken(text, algorithm, header.getString("kid"), payload));
  }

  private static boolean hasPlainKid(JsonObject header) {
    if (!header.containsKey("kid")) {
      return true;
    }
    return header.getValue("kid") instanceof String kid
        && !kid.isEmpty()
        && kid.length() <= MAX_KID_LENGTH;
  }

  private static Optional<JsonObject> json(String part) {
    try {
      return Base64Url.decode(part).map(StrictJson::object);
    } catch (ContractException e) {
      return Optional.empty();
    }
  }
}
