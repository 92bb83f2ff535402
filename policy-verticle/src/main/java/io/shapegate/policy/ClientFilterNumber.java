package io.shapegate.policy;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One spelling for each number. Electric cannot read a whole number of more than 32 bits, an exponent or a bare decimal
 * point.
 */
final class ClientFilterNumber {
  private static final int MAX_LENGTH = 40;
  private static final int MAX_DIGITS = 30;
  private static final BigDecimal MAX_WHOLE = BigDecimal.valueOf(Integer.MAX_VALUE);

  private ClientFilterNumber() {}

  /** What stays a whole number for Postgres stays without a point; all others have one. */
  static String canonical(ClientFilterToken token) {
    String spelled = token.text();
    BigDecimal value = spelled.length() > MAX_LENGTH ? null : read(spelled);
    if (value == null || value.precision() > MAX_DIGITS || Math.abs(value.scale()) > MAX_DIGITS) {
      throw token.refused("a number is too long; send it as a parameter, $1");
    }
    if (isWhole(spelled)) {
      if (value.abs().compareTo(MAX_WHOLE) > 0) {
        throw token.refused(
            "a whole number beyond " + MAX_WHOLE + " must be sent as a parameter, $1");
      }
      return value.toPlainString();
    }
    return value.setScale(Math.max(1, value.scale())).toPlainString();
  }

  private static boolean isWhole(String spelled) {
    return spelled.indexOf('.') < 0 && spelled.indexOf('e') < 0 && spelled.indexOf('E') < 0;
  }

  private static @Nullable BigDecimal read(String spelled) {
    try {
      return new BigDecimal(spelled);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
