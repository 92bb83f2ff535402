package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
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

  private static final AsciiString ACCEPT = AsciiString.cached("accept: */*\r\n");
  private static final AsciiString REQUEST_ID_LINE = AsciiString.cached("x-request-id: ");
  private static final AsciiString IF_NONE_MATCH_LINE = AsciiString.cached("if-none-match: ");
  private static final AsciiString ACCEPT_ENCODING_LINE = AsciiString.cached("accept-encoding: ");
  private static final AsciiString TRACEPARENT_LINE = AsciiString.cached("traceparent: ");
  static final AsciiString LINE_END = AsciiString.cached("\r\n");

  static RequestHeaders of(MultiMap headers, String requestId, boolean isEventStream) {
    return new RequestHeaders(
        single(headers, HttpHeaders.IF_NONE_MATCH, ETAGS),
        isEventStream ? null : single(headers, HttpHeaders.ACCEPT_ENCODING, CODINGS),
        single(headers, TRACEPARENT, TRACE),
        requestId);
  }

  /** One line each. */
  void writeTo(ByteBuf head) {
    ByteBufUtil.writeAscii(head, ACCEPT);
    write(head, REQUEST_ID_LINE, requestId);
    write(head, IF_NONE_MATCH_LINE, ifNoneMatch);
    write(head, ACCEPT_ENCODING_LINE, acceptEncoding);
    write(head, TRACEPARENT_LINE, traceparent);
  }

  private static void write(ByteBuf head, AsciiString name, @Nullable String value) {
    if (value != null) {
      ByteBufUtil.writeAscii(head, name);
      ByteBufUtil.writeAscii(head, value);
      ByteBufUtil.writeAscii(head, LINE_END);
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
