package io.shapegate.develectric;

import io.vertx.core.http.HttpServerRequest;

/** One accepted request and what its answer is made from. */
record Exchange(
    HttpServerRequest http,
    ShapeRequest request,
    DevElectricConfig config,
    Session session,
    Shape shape,
    ShapeLog log,
    String cursor) {

  ShapeParameters parameters() {
    return request.parameters();
  }

  /** The offset asked for; the log's end for {@code now}. */
  LogOffset offset() {
    LogOffset offset = parameters().offset();
    return offset == null ? log.last() : offset;
  }

  boolean isBeyondTheEnd() {
    return log.last().isBefore(offset());
  }

  LogSlice slice() {
    LogOffset last = log.last();
    return last.isBefore(offset())
        ? new LogSlice(java.util.List.of(), last, false)
        : log.after(offset());
  }
}
