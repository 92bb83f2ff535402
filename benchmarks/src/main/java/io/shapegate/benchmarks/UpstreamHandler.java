package io.shapegate.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads requests that have no body and come one at a time, and answers by what their first line holds: {@code live=true},
 * {@code live_sse=true}, {@code handle=body-<MB>}. {@code /held} tells how many live requests wait, {@code /release} answers
 * them.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails ends by itself.
final class UpstreamHandler extends ByteToMessageDecoder {
  private static final int END_OF_HEADERS = 0x0d0a0d0a;
  private static final String BODY = "handle=" + ShapeRequests.BODY;
  private static final long BYTES_PER_MB = 1_000_000;

  private final LiveRequests live;
  private long chunksLeft;
  private boolean writing;

  UpstreamHandler(LiveRequests live) {
    this.live = live;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int end = in.writerIndex() - Integer.BYTES;
    if (end < in.readerIndex() || in.getInt(end) != END_OF_HEADERS) {
      return;
    }
    int length = in.bytesBefore((byte) '\r');
    String line = in.toString(in.readerIndex(), length, StandardCharsets.US_ASCII);
    in.skipBytes(in.readableBytes());
    answer(context, line);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    chunksLeft = 0;
    live.forget(context.channel());
    super.channelInactive(context);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (chunksLeft > 0) {
      stream(context);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void answer(ChannelHandlerContext context, String line) {
    int body = line.indexOf(BODY);
    if (line.contains("live_sse=true")) {
      live.holdStream(context.channel());
      send(context, UpstreamAnswers.firstEvent());
    } else if (line.contains("live=true")) {
      live.holdPoll(context.channel());
    } else if (body >= 0) {
      long megabytes = Long.parseLong(line.substring(body + BODY.length()).split("[& ]", 2)[0]);
      chunksLeft = megabytes * BYTES_PER_MB / UpstreamAnswers.CHUNK;
      context.write(UpstreamAnswers.snapshotHead());
      stream(context);
    } else if (line.startsWith("GET /v1/shape?")) {
      send(context, UpstreamAnswers.rows());
    } else {
      send(context, control(line));
    }
  }

  private ByteBuf control(String line) {
    if (line.startsWith("GET /release ")) {
      live.release();
    }
    return UpstreamAnswers.plain(
        line.startsWith("GET /held ") ? String.valueOf(live.count()) : "{\"status\":\"active\"}");
  }

  /** Writes while the socket takes it, and goes on when it does again. A flush may come back here by itself. */
  private void stream(ChannelHandlerContext context) {
    if (writing) {
      return;
    }
    writing = true;
    while (chunksLeft > 0 && context.channel().isWritable()) {
      write(context);
    }
    writing = false;
  }

  private void write(ChannelHandlerContext context) {
    while (chunksLeft > 0 && context.channel().isWritable()) {
      chunksLeft--;
      context.write(UpstreamAnswers.chunk(), context.voidPromise());
    }
    if (chunksLeft == 0) {
      context.write(UpstreamAnswers.lastChunk(), context.voidPromise());
    }
    context.flush();
  }

  private static void send(ChannelHandlerContext context, ByteBuf answer) {
    context.writeAndFlush(answer, context.voidPromise());
  }
}
