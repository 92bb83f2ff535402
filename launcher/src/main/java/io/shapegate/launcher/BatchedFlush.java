package io.shapegate.launcher;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is written in one turn of an event loop at the end of that turn, one connection after the other. A send wakes
 * whoever reads; sent one by one, with the work on other requests in between, most of them find their reader asleep again,
 * and to wake it costs more than all else that a send does. What answers the bytes that are just being read goes at once, as
 * a close may stand behind it, and so does what is large. Stands first in the pipelines of one event loop.
 */
@ChannelHandler.Sharable
public final class BatchedFlush extends ChannelDuplexHandler {
  /** So many wait for each other at most, however many connections have something to read in one turn. */
  private static final int MAX_WAITING = 64;

  private final EventLoop loop;
  private final Queue<ChannelHandlerContext> waiting = new ArrayDeque<>(MAX_WAITING);
  private boolean scheduled;

  /** Whose bytes are being looked at. */
  private @Nullable ChannelHandlerContext reading;

  public BatchedFlush(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The loop runs it, or has ended.
  public void flush(ChannelHandlerContext context) {
    if (context.equals(reading) || !context.channel().isWritable()) {
      context.flush();
      return;
    }
    waiting.add(context);
    if (waiting.size() >= MAX_WAITING) {
      flushAll();
    } else if (!scheduled) {
      scheduled = true;
      loop.execute(this::endTurn);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = context;
    context.fireChannelRead(message);
    reading = null;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = context;
    context.fireChannelReadComplete();
    reading = null;
  }

  /** What was flushed before a close is sent before it. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The promise tells of it.
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.flush();
    context.close(promise);
  }

  private void endTurn() {
    scheduled = false;
    flushAll();
  }

  /** Whoever hears that something was sent may flush more, and be the next to send all that waits. */
  private void flushAll() {
    for (ChannelHandlerContext next = waiting.poll(); next != null; next = waiting.poll()) {
      next.flush();
    }
  }
}
