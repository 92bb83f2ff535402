package io.shapegate.develectric;

import java.util.ArrayList;
import java.util.List;

/** The parts of a JSON array whose elements are already encoded. */
final class JsonArrayParts {
  private static final byte[] OPEN = {'['};
  private static final byte[] COMMA = {','};
  private static final byte[] CLOSE = {']'};

  private JsonArrayParts() {}

  static List<byte[]> of(List<byte[]> elements) {
    List<byte[]> parts = new ArrayList<>(2 * elements.size() + 2);
    parts.add(OPEN);
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        parts.add(COMMA);
      }
      parts.add(elements.get(i));
    }
    parts.add(CLOSE);
    return parts;
  }
}
