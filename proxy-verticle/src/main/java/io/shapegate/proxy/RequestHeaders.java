package io.shapegate.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a client that go on to Electric: three, once each, and only in the form that their standards give them.
 * Anything else of them is left out.
 *
 * @param acceptEncoding null also where the answer has to be looked into
 */
record RequestHeaders(
    @Nullable String ifNoneMatch,
    @Nullable String acceptEncoding,
    @Nullable String traceparent,
    String requestId) {
  private static final Pattern ETAGS = Pattern.compile("[!-~ ]{1,1024}");
  private static final Pattern CODINGS = Pattern.compile("[A-Za-z0-9*,;=. -]{1,256}");
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

  static RequestHeaders of(MultiMap headers, String requestId, boolean isEventStream) {
    return new RequestHeaders(
        single(headers, HttpHeaders.IF_NONE_MATCH, ETAGS),
        isEventStream ? null : single(headers, HttpHeaders.ACCEPT_ENCODING, CODINGS),
        single(headers, TRACEPARENT, TRACE),
        requestId);
  }

  /** One line each. */
  void writeTo(StringBuilder head) {
    write(head, "accept", "*/*");
    write(head, "x-request-id", requestId);
    write(head, "if-none-match", ifNoneMatch);
    write(head, "accept-encoding", acceptEncoding);
    write(head, "traceparent", traceparent);
  }

  private static void write(StringBuilder head, String name, @Nullable String value) {
    if (value != null) {
      head.append(name).append(": ").append(value).append("\r\n");
    }
  }

  private static @Nullable String single(MultiMap headers, CharSequence name, Pattern form) {
    if (!headers.contains(name)) {
      return null;
    }
    List<String> values = headers.getAll(name);
    return values.size() == 1 && form.matcher(values.get(0)).matches() ? values.get(0) : null;
  }
}
