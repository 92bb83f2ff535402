package io.shapegate.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.shapegate.launcher.Launcher;
import java.net.InetAddress;

/**
 * A stand-in for Electric that does as little as it can for each request, so that whatever stands before it is what is
 * measured. One thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Who waits for the port sees that it is not there.
final class UpstreamMain {
  private static final int BACKLOG = 4_096;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 * 1_024, 256 * 1_024);

  private UpstreamMain() {}

  public static void main(String[] arguments) {
    Launcher.settings()
        .onSuccess(settings -> listen(settings.port("PORT", 0)))
        .onFailure(failure -> Runtime.getRuntime().halt(1));
  }

  private static void listen(int port) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io);
    LiveRequests live = new LiveRequests();
    new ServerBootstrap()
        .group(loop)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new UpstreamHandler(live));
          }
        })
        .bind(InetAddress.getLoopbackAddress(), port);
  }
}
