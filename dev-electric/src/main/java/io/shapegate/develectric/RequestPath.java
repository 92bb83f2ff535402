package io.shapegate.develectric;

import java.util.Arrays;
import java.util.List;

/** Where a request goes. The path is decoded and empty segments are dropped, as Electric's router does. */
enum RequestPath {
  ROOT,
  HEALTH,
  SHAPE,
  UNKNOWN;

  static RequestPath of(String path) {
    List<String> segments = Arrays.stream(path.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> PercentDecoder.decode(segment, false))
        .toList();
    if (segments.isEmpty()) {
      return ROOT;
    }
    if (segments.equals(List.of("v1", "shape"))) {
      return SHAPE;
    }
    return segments.equals(List.of("v1", "health")) ? HEALTH : UNKNOWN;
  }
}
