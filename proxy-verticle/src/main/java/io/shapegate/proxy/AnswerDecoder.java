package io.shapegate.proxy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decodes Electric's answers. It knows the names of the headers that are looked for: they are made once, and compared at a
 * glance. The others are left out. Used on one event loop alone.
 */
final class AnswerDecoder extends HttpResponseDecoder {
  /** {@code electric-schema} names every column of a table. */
  private static final int MAX_HEADERS = 262_144;

  /** Stands for each header that is not looked for. */
  private static final AsciiString OTHER = AsciiString.cached("other");

  /** Larger chunks halve what a large answer costs. Headers' values are looked into where some of them are copied. */
  private static final HttpDecoderConfig CONFIG = new HttpDecoderConfig()
      .setMaxHeaderSize(MAX_HEADERS)
      .setMaxChunkSize(65_536)
      .setHeadersFactory(new KnownHeadersFactory())
      .setTrailersFactory(new KnownHeadersFactory());

  /** By their length, which few of them share. */
  private static final AsciiString[][] KNOWN = byLength(Stream.concat(
          ResponseHeaders.KEPT.stream(),
          Stream.of(
              HttpHeaderNames.CACHE_CONTROL,
              HttpHeaderNames.CONNECTION,
              HttpHeaderNames.TRANSFER_ENCODING))
      .map(AsciiString::of)
      .toList());

  private boolean isHead;

  AnswerDecoder() {
    super(CONFIG);
  }

  /** To be called before each request: the answer to a HEAD has no body, whatever its headers say. */
  void expect(boolean answerToHead) {
    isHead = answerToHead;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean isLast = ((HttpResponse) message).status().codeClass() != HttpStatusClass.INFORMATIONAL;
    return (isHead && isLast) || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (length >= KNOWN.length) {
      return OTHER;
    }
    for (AsciiString known : KNOWN[length]) {
      if (Arrays.equals(known.array(), 0, length, line, start, start + length)) {
        return known;
      }
    }
    return inAnyCase(KNOWN[length], new AsciiString(line, start, length, false));
  }

  private static AsciiString inAnyCase(AsciiString[] candidates, AsciiString name) {
    for (AsciiString known : candidates) {
      if (known.contentEqualsIgnoreCase(name)) {
        return known;
      }
    }
    return OTHER;
  }

  private static AsciiString[][] byLength(List<AsciiString> names) {
    int longest = names.stream().mapToInt(AsciiString::length).max().orElse(0);
    return IntStream.rangeClosed(0, longest)
        .mapToObj(length ->
            names.stream().filter(name -> name.length() == length).toArray(AsciiString[]::new))
        .toArray(AsciiString[][]::new);
  }

  /** Without the others. A name that is known needs no check, and values are checked where they are copied. */
  private static final class KnownHeaders extends DefaultHttpHeaders {
    KnownHeaders() {
      super(false, name -> {});
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
      return name == OTHER ? this : super.add(name, value);
    }
  }

  private static final class KnownHeadersFactory implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return new KnownHeaders();
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return new KnownHeaders();
    }
  }
}
