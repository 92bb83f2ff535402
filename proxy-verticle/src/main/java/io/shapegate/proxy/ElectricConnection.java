package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpMethod;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to Electric, with one request at a time. Whatever leaves the end of an answer in doubt closes it:
 * bytes that nobody asked for, a malformed answer, one without a length. Used on its event loop alone.
 */
final class ElectricConnection extends ChannelInboundHandlerAdapter {
  private final ElectricConnections pool;
  private final Channel channel;
  private final AnswerDecoder decoder;
  private @Nullable AnswerListener listener;
  private boolean isHead;
  private boolean inAnswer;
  private boolean isInformational;
  private boolean keepAlive;

  /** Given back when all that was read with the end has been looked at, as there may be more than anybody asked for. */
  private boolean hasEnded;

  /** When it was given back to the pool ({@code System.nanoTime()}). */
  long idleSince;

  ElectricConnection(ElectricConnections pool, Channel channel, AnswerDecoder decoder) {
    this.pool = pool;
    this.channel = channel;
    this.decoder = decoder;
  }

  boolean isOpen() {
    return channel.isActive();
  }

  /** Sends a request and tells the listener what comes back, on the event loop. */
  void ask(UpstreamRequest request, AnswerListener asking) {
    listener = asking;
    isHead = request.method().equals(HttpMethod.HEAD);
    decoder.expect(isHead);
    send(request.toBytes(channel.alloc(), pool.authority()));
  }

  /** Reads no more, until resumed, than what is on its way already. */
  void pause() {
    channel.config().setAutoRead(false);
  }

  void resume() {
    channel.config().setAutoRead(true);
  }

  /** Nobody wants the answer any more. */
  void close() {
    listener = null;
    closeChannel();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    AnswerListener asking = listener;
    if (asking == null
        || !(message instanceof HttpObject part)
        || part.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      breakOff(new IllegalStateException("not an HTTP answer"));
      return;
    }
    if (part instanceof HttpResponse response) {
      begin(asking, response);
    }
    if (part instanceof HttpContent content) {
      receive(asking, content);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (listener != null) {
      listener.paused();
    } else if (hasEnded) {
      hasEnded = false;
      pool.giveBack(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    breakOff(new ClosedChannelException());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    breakOff(failure);
  }

  private void begin(AnswerListener asking, HttpResponse response) {
    HttpResponseStatus status = response.status();
    isInformational = status.codeClass() == HttpStatusClass.INFORMATIONAL;
    if (isInformational && !status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      return;
    }
    if (inAnswer
        || isInformational
        || response.protocolVersion().majorVersion() != 1
        || !hasEnd(response)) {
      breakOff(new IllegalStateException("an answer whose end is in doubt"));
      return;
    }
    inAnswer = true;
    keepAlive = HttpUtil.isKeepAlive(response);
    asking.begun(status.code(), response.headers());
  }

  private void receive(AnswerListener asking, HttpContent content) {
    if (!inAnswer || listener != asking) {
      content.release();
      return;
    }
    if (content.content().isReadable()) {
      asking.received(content.content());
    } else {
      content.release();
    }
    if (content instanceof LastHttpContent && listener == asking) {
      end(asking);
    }
  }

  private void end(AnswerListener asking) {
    listener = null;
    inAnswer = false;
    resume();
    hasEnded = keepAlive;
    if (!keepAlive) {
      closeChannel();
    }
    asking.ended();
  }

  /** RFC 9112, section 6.3: an answer that ends with its connection may have been cut. */
  private boolean hasEnd(HttpResponse response) {
    int status = response.status().code();
    return isHead
        || status == HttpResponseStatus.NO_CONTENT.code()
        || status == HttpResponseStatus.NOT_MODIFIED.code()
        || HttpUtil.isTransferEncodingChunked(response)
        || HttpUtil.isContentLengthSet(response);
  }

  private void breakOff(Throwable failure) {
    AnswerListener asking = listener;
    listener = null;
    hasEnded = false;
    closeChannel();
    if (asking != null) {
      asking.broken(failure);
    }
  }

  /** A failure comes back as an exception of the channel. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(ByteBuf request) {
    channel.writeAndFlush(request, channel.voidPromise());
  }

  /** Nobody waits for the end. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void closeChannel() {
    channel.close();
  }
}
