package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerDecoderTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new AnswerDecoder());

  @ParameterizedTest
  @ValueSource(strings = {"content-length", "Content-Length", "CONTENT-LENGTH", "cOnTeNt-LeNgTh"})
  void aNameThatIsLookedForIsKnownInAnyCase(String name) {
    HttpResponse answer = decode("HTTP/1.1 200 OK\r\n" + name + ": 2\r\n\r\nab");
    assertEquals(List.of("2"), answer.headers().getAll("content-length"));
    assertEquals("ab", contents());
  }

  @Test
  void everyHeaderThatIsCopiedIsKnownInAnyCase() {
    for (CharSequence name : ResponseHeaders.KEPT) {
      if (!name.toString().equals("content-length")) {
        String upper = name.toString().toUpperCase(Locale.ROOT);
        HttpResponse answer =
            decode("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n" + upper + ": a, b\r\n\r\n");
        assertEquals("a, b", answer.headers().get(name), upper);
        contents();
      }
    }
  }

  @Test
  void ofSeveralWithOneNameAllAreThere() {
    HttpResponse answer = decode("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n"
        + "Cache-Control: no-store\r\nX-Between: 1\r\ncache-control: max-age=5\r\n\r\n");
    assertEquals(List.of("no-store", "max-age=5"), answer.headers().getAll("cache-control"));
  }

  @Test
  void whatNobodyLooksForIsLeftOutAndTheRestIsNot() {
    HttpResponse answer = decode("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\nother: c\r\ndatf: d\r\n"
        + "x-" + "long-".repeat(50) + ": e\r\n  and more of it\r\netag: \"1\"\r\n"
        + "transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-trailer: f\r\netag: \"2\"\r\n\r\n");
    assertEquals(2, answer.headers().size());
    assertEquals("\"1\"", answer.headers().get("etag"));
    assertTrue(answer.headers().contains("transfer-encoding"));
    HttpContent content = channel.readInbound();
    assertEquals("a", content.content().toString(StandardCharsets.US_ASCII));
    content.release();
    LastHttpContent last = channel.readInbound();
    assertEquals(Set.of("etag"), last.trailingHeaders().names());
    last.release();
  }

  private HttpResponse decode(String answer) {
    channel.writeInbound(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));
    HttpResponse head = channel.readInbound();
    assertTrue(head.decoderResult().isSuccess(), () -> head.decoderResult().toString());
    return head;
  }

  /** What is left of the answer, to its end. */
  private String contents() {
    StringBuilder all = new StringBuilder();
    for (HttpContent part = channel.readInbound(); part != null; part = channel.readInbound()) {
      all.append(part.content().toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return all.toString();
  }
}
