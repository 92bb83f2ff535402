package io.shapegate.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UpstreamHandlerTest {
  private final LiveRequests live = new LiveRequests();
  private final EmbeddedChannel channel = new EmbeddedChannel(new UpstreamHandler(live));

  @Test
  void aShapeIsTwoKilobytesOfRowsInOneChunk() {
    String answer = ask(ShapeRequests.rows("token"));

    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertTrue(body.startsWith("800\r\n[{"), body);
    assertTrue(body.endsWith("]\r\n0\r\n\r\n"), body);
    assertEquals("800\r\n".length() + 2_048 + "\r\n0\r\n\r\n".length(), body.length());
  }

  @Test
  void aRequestInTwoPartsIsAnsweredOnce() {
    byte[] request = ShapeRequests.rows("token");
    channel.writeInbound(Unpooled.copiedBuffer(request, 0, 50));
    assertEquals("", written());

    channel.writeInbound(Unpooled.copiedBuffer(request, 50, request.length - 50));
    assertTrue(written().startsWith("HTTP/1.1 200 OK"));
  }

  @Test
  void aBodyHasAsManyMegabytesAsItsHandleSays() {
    int length = ask(ShapeRequests.body(2, "token")).length();

    assertTrue(length > 2_000_000 - UpstreamAnswers.CHUNK && length < 2_010_000, "is " + length);
  }

  @Test
  void aPollWaitsUntilItIsReleased() {
    assertEquals("", ask(ShapeRequests.poll("token")));
    assertEquals(1, live.count());

    live.release();

    assertTrue(written().contains("electric-cursor"));
    assertEquals(0, live.count());
  }

  @Test
  void anEventStreamHasItsFirstMessageAtOnceAndItsEndWhenItIsReleased() {
    assertTrue(ask(ShapeRequests.events("token")).endsWith("\n\n\r\n"));
    assertEquals(1, live.count());

    live.release();

    assertEquals("0\r\n\r\n", written());
  }

  @Test
  void aConnectionThatEndsIsNoLongerHeld() {
    ask(ShapeRequests.poll("token"));

    channel.close().syncUninterruptibly();

    assertEquals(0, live.count());
  }

  private String ask(byte[] request) {
    channel.writeInbound(Unpooled.copiedBuffer(request));
    return written();
  }

  private String written() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      text.append(next.toString(StandardCharsets.US_ASCII));
    }
    return text.toString();
  }
}
