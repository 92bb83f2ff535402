package io.shapegate.contract;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code a=1&b=2} (application/x-www-form-urlencoded) so that it has one reading only. Names are decoded before they
 * are compared; a name twice, broken percent-encoding or UTF-8, NUL, and bytes that should have been encoded are refused.
 */
public final class StrictQuery {
  private StrictQuery() {}

  /** The values by their names, in order; a text that is not unambiguous is a {@link ContractException}. */
  public static Map<String, String> parse(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return values;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), ' ');
      if (name.isEmpty()) {
        throw new ContractException("a parameter has no name");
      }
      if (values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1), ' ')) != null) {
        throw new ContractException("a parameter is given twice");
      }
    }
    return values;
  }

  /** Decodes one segment of a path, once; here a plus sign stands for itself. */
  public static String decodeSegment(String segment) {
    return decode(segment, '+');
  }

  private static String decode(String text, char plus) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) (digit(text, i + 1) << 4 | digit(text, i + 2));
        i += 2;
      } else if (c > ' ' && c < 0x7f) {
        bytes[length++] = (byte) (c == '+' ? plus : c);
      } else {
        throw new ContractException("a character must be percent-encoded");
      }
    }
    try {
      CharBuffer decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return PlainText.check("a parameter", decoded.toString());
    } catch (CharacterCodingException e) {
      throw new ContractException("percent-encoding that is not UTF-8");
    }
  }

  private static int digit(String text, int index) {
    int digit = index < text.length() && text.charAt(index) < 0x7f
        ? Character.digit(text.charAt(index), 16)
        : -1;
    if (digit < 0) {
      throw new ContractException("a percent sign without two hexadecimal digits");
    }
    return digit;
  }
}
