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
    int start = 0;
    while (start <= query.length()) {
      int ampersand = query.indexOf('&', start);
      int end = ampersand < 0 ? query.length() : ampersand;
      put(values, query, start, end);
      start = end + 1;
    }
    return values;
  }

  private static void put(Map<String, String> values, String query, int start, int end) {
    int equals = query.indexOf('=', start);
    boolean hasValue = equals >= 0 && equals < end;
    String name = decode(query, start, hasValue ? equals : end, ' ');
    if (name.isEmpty()) {
      throw new ContractException("a parameter has no name");
    }
    if (values.put(name, hasValue ? decode(query, equals + 1, end, ' ') : "") != null) {
      throw new ContractException("a parameter is given twice");
    }
  }

  /** Decodes one segment of a path, once; here a plus sign stands for itself. */
  public static String decodeSegment(String segment) {
    return decode(segment, 0, segment.length(), '+');
  }

  private static String decode(String text, int start, int end, char plus) {
    return standsForItself(text, start, end)
        ? text.substring(start, end)
        : decodeEscapes(text, start, end, plus);
  }

  /** Most names and values have nothing to decode, and every request of a proxy has some of them. */
  private static boolean standsForItself(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == '+') {
        return false;
      }
    }
    return true;
  }

  private static String decodeEscapes(String text, int start, int end, char plus) {
    byte[] bytes = new byte[end - start];
    int length = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) (digit(text, i + 1, end) << 4 | digit(text, i + 2, end));
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

  private static int digit(String text, int index, int end) {
    int digit =
        index < end && text.charAt(index) < 0x7f ? Character.digit(text.charAt(index), 16) : -1;
    if (digit < 0) {
      throw new ContractException("a percent sign without two hexadecimal digits");
    }
    return digit;
  }
}
