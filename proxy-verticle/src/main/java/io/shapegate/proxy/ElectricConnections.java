package io.shapegate.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.shapegate.launcher.BatchedFlush;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The connections to Electric of one event loop. There is no queue: a request that finds no idle connection opens one, and
 * {@link Admission} bounds how many there are. The one used last is taken first, so that the others get old and close.
 *
 * <p>They stand on Netty itself, as Vert.x' HTTP client keeps 8 KB more for each waiting request (see docs/decisions). Used
 * on its event loop alone.
 */
final class ElectricConnections {
  private static final int CONNECT_MILLIS = 5_000;
  private static final long IDLE_NANOS = 30_000_000_000L;
  private static final long SWEEP_MILLIS = 5_000;

  private final Vertx vertx;
  private final Bootstrap bootstrap;
  private final InetSocketAddress electric;
  private final String authority;
  private final @Nullable SslContext tls;
  private final BatchedFlush flushes;
  private final Deque<ElectricConnection> idle = new ArrayDeque<>();
  private final long timer;
  private boolean closed;

  ElectricConnections(Vertx vertx, URI url) {
    this.vertx = vertx;
    this.tls = url.getScheme().equals("https") ? clientTls() : null;
    int defaultPort = tls == null ? 80 : 443;
    this.electric = InetSocketAddress.createUnresolved(
        url.getHost(), url.getPort() < 0 ? defaultPort : url.getPort());
    this.authority = url.getRawAuthority();
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    this.flushes = new BatchedFlush(context.nettyEventLoop());
    this.bootstrap = bootstrap(context);
    this.timer = vertx.setPeriodic(SWEEP_MILLIS, sweep -> closeOld());
  }

  /** A connection that was used before and seems to be open, or null. */
  @Nullable
  ElectricConnection reuse() {
    ElectricConnection last = idle.pollLast();
    while (last != null && !last.isOpen()) {
      last = idle.pollLast();
    }
    return last;
  }

  Future<ElectricConnection> open() {
    Promise<ElectricConnection> opened = Promise.promise();
    bootstrap.connect(electric).addListener(connecting -> {
      if (connecting.isSuccess()) {
        Channel channel = ((ChannelFuture) connecting).channel();
        opened.complete(channel.pipeline().get(ElectricConnection.class));
      } else {
        opened.fail(connecting.cause());
      }
    });
    return opened.future();
  }

  /** Takes back a connection whose answer has ended. */
  void giveBack(ElectricConnection connection) {
    if (closed) {
      connection.close();
      return;
    }
    connection.idleSince = System.nanoTime();
    idle.addLast(connection);
  }

  /** Electric's, as requests name it. */
  String authority() {
    return authority;
  }

  /** Those in use close when they are given back. */
  void close() {
    closed = true;
    vertx.cancelTimer(timer);
    idle.forEach(ElectricConnection::close);
    idle.clear();
  }

  private Bootstrap bootstrap(ContextInternal context) {
    return new Bootstrap()
        .group(context.nettyEventLoop())
        .channelFactory(context.owner().transport().channelFactory(false))
        .resolver(context.owner().nameResolver().nettyAddressResolverGroup())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            initialize(channel);
          }
        });
  }

  private void initialize(Channel channel) {
    channel.pipeline().addLast(flushes);
    if (tls != null) {
      channel
          .pipeline()
          .addLast(tls.newHandler(channel.alloc(), electric.getHostString(), electric.getPort()));
    }
    AnswerDecoder decoder = new AnswerDecoder();
    channel.pipeline().addLast(decoder).addLast(new ElectricConnection(this, channel, decoder));
  }

  private void closeOld() {
    long now = System.nanoTime();
    while (!idle.isEmpty() && now - idle.peekFirst().idleSince >= IDLE_NANOS) {
      idle.removeFirst().close();
    }
  }

  /** Whom the JVM trusts, with the name in the certificate compared. */
  private static SslContext clientTls() {
    try {
      return SslContextBuilder.forClient()
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
