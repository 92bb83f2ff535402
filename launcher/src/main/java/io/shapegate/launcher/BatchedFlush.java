package io.shapegate.launcher;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what is written in one turn of an event loop at the end of that turn, one connection after the other. A send wakes
 * whoever reads; sent one by one, with the work on other requests in between, most of them find their reader asleep again,
 * and to wake it costs more than all else that a send does. Stands first in the pipelines of one event loop.
 */
@ChannelHandler.Sharable
public final class BatchedFlush extends ChannelOutboundHandlerAdapter {
  /** So many wait for each other at most, however many connections have something to read in one turn. */
  private static final int MAX_WAITING = 64;

  private final EventLoop loop;
  private final List<ChannelHandlerContext> waiting = new ArrayList<>(MAX_WAITING);
  private boolean scheduled;

  public BatchedFlush(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (!context.channel().isWritable()) {
      // Enough for a send of its own, and more could not be written.
      context.flush();
      return;
    }
    waiting.add(context);
    if (waiting.size() == MAX_WAITING) {
      flushAll();
    } else if (!scheduled) {
      scheduled = true;
      loop.execute(this::endTurn);
    }
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

  /** By index, as what is sent may be answered with more to send. */
  private void flushAll() {
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).flush();
    }
    waiting.clear();
  }
}
