package io.shapegate.policy;

import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claim's value as the text that Postgres reads, for a parameter of whatever type the filter gives it. */
final class ClaimText {
  /** Beyond what a double can be, plain digits would only fill memory. */
  private static final int MAX_DIGITS = 400;

  private ClaimText() {}

  /** Empty for what has no such text: null, objects, lists with nulls or lists in them, text that UTF-8 cannot hold. */
  static Optional<String> of(@Nullable Object value) {
    return value instanceof JsonArray list ? ArrayLiteral.of(list) : scalar(value);
  }

  static Optional<String> scalar(@Nullable Object value) {
    if (value instanceof String text) {
      return Optional.of(text).filter(ClaimText::storable);
    }
    if (value instanceof Boolean flag) {
      return Optional.of(flag.toString());
    }
    return value instanceof Number number ? number(number) : Optional.empty();
  }

  private static Optional<String> number(Number number) {
    if (number instanceof Integer || number instanceof Long || number instanceof Short) {
      return Optional.of(number.toString());
    }
    if (number instanceof BigInteger big) {
      return plain(new BigDecimal(big));
    }
    if (number instanceof BigDecimal big) {
      return plain(big);
    }
    double value = number.doubleValue();
    return Double.isFinite(value) ? plain(new BigDecimal(number.toString())) : Optional.empty();
  }

  /** {@code 7} for 7.0 as well: JSON has one kind of number. */
  private static Optional<String> plain(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    boolean printable =
        shortest.precision() <= MAX_DIGITS && Math.abs((long) shortest.scale()) <= MAX_DIGITS;
    return printable ? Optional.of(shortest.toPlainString()) : Optional.empty();
  }

  private static boolean storable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
