package io.shapegate.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shape as the query of a request to Electric. The gatekeeper measures what the proxy sends, so both write it here.
 */
public final class UpstreamQuery {
  private static final BitSet UNRESERVED =
      characters("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~");
  private static final String HEX = "0123456789ABCDEF";

  private UpstreamQuery() {}

  /**
   * {@code table=…&where=…&params%5B1%5D=…}, without what is null, in ASCII: unreserved characters (RFC 3986, section 2.3)
   * as they are, everything else percent-encoded. A list of columns without one of queryable columns is sent as both, since
   * Electric would otherwise let subset queries use the hidden ones.
   */
  public static String of(Shape shape) {
    List<String> pairs = new ArrayList<>();
    add(pairs, ElectricParameters.TABLE, shape.table());
    add(pairs, ElectricParameters.WHERE, shape.where());
    List<String> values = shape.params().values();
    for (int i = 0; i < values.size(); i++) {
      add(pairs, ElectricParameters.PARAMS + '[' + (i + 1) + ']', values.get(i));
    }
    add(pairs, ElectricParameters.COLUMNS, shape.columns());
    add(pairs, ElectricParameters.QUERYABLE_COLUMNS, shape.effectiveQueryableColumns());
    add(pairs, ElectricParameters.REPLICA, shape.replica());
    return String.join("&", pairs);
  }

  /** One name or value, percent-encoded in the same way. */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return encoded.toString();
  }

  private static void add(List<String> pairs, String name, @Nullable Object value) {
    if (value != null) {
      pairs.add(encode(name) + '=' + encode(value.toString()));
    }
  }

  private static boolean isUnreserved(byte b) {
    return b > 0 && UNRESERVED.get(b);
  }

  /** For every byte of every shape: a set answers faster than a search through the text. */
  private static BitSet characters(String text) {
    BitSet set = new BitSet();
    text.chars().forEach(set::set);
    return set;
  }
}
