package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Everything that clients do to a proxy, one thing after the other. */
final class SoakLoad {
  private static final int CONNECTIONS = 64;
  private static final int BUFFER = 65_536;
  private static final double KIB_PER_MIB = 1_024;

  private final Contender contender;
  private final ProxyPace pace;
  private final UpstreamControl upstream;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(BUFFER);
  private double most;
  private long requests;

  SoakLoad(ProxyStack stack, ProxyPace pace) {
    this.contender = stack.contenders().get(0);
    this.pace = pace;
    this.upstream = new UpstreamControl(stack.upstream());
  }

  /**
   * All of it again and again, until {@code System.nanoTime()} is that.
   *
   * @param once whether once is enough
   */
  SoakReport.Minute minute(long until, boolean once) throws IOException, InterruptedException {
    most = 0;
    requests = 0;
    do {
      ask();
      stream();
      hold();
      giveUp();
      readSlowly();
    } while (!once && System.nanoTime() < until);
    return new SoakReport.Minute(most, openFiles(), requests);
  }

  private void ask() throws IOException {
    List<byte[]> few = rows(CONNECTIONS);
    requests +=
        ClosedLoop.run(contender.address(), few, CONNECTIONS, pace.measured()).answered();
    List<byte[]> once = rows(pace.newTokens());
    ClosedLoop.run(contender.address(), once.iterator(), CONNECTIONS, pace.firstWarmUp());
    look();
  }

  private void stream() throws IOException {
    new StreamLoad(pace, new Figures()).warmUp(contender);
    look();
  }

  private void hold() throws IOException, InterruptedException {
    List<SocketChannel> polls = new ArrayList<>();
    for (String token : contender.tokens().next(pace.held().get(0))) {
      polls.add(ask(ShapeRequests.poll(token)));
    }
    upstream.awaitHeld(polls.size());
    look();
    upstream.release();
    for (SocketChannel poll : polls) {
      if (poll.read(answer.clear()) < 0) {
        throw new IOException("a live request ended without an answer");
      }
      poll.close();
    }
  }

  /** The clients leave before there is an answer, and in the middle of one. */
  private void giveUp() throws IOException, InterruptedException {
    List<SocketChannel> channels = new ArrayList<>();
    List<String> tokens = contender.tokens().next(pace.held().get(0));
    for (String token : tokens) {
      channels.add(ask(ShapeRequests.events(token)));
      channels.add(ask(ShapeRequests.body(pace.megabytes(), token)));
    }
    upstream.awaitHeld(tokens.size());
    look();
    for (SocketChannel channel : channels) {
      channel.close();
    }
    upstream.awaitHeld(0);
  }

  private void readSlowly() throws IOException, InterruptedException {
    new SlowReaders(pace, new Figures()).measure(contender);
    look();
  }

  private SocketChannel ask(byte[] request) throws IOException {
    SocketChannel channel = SocketChannel.open(contender.address());
    channel.write(ByteBuffer.wrap(request));
    return channel;
  }

  private List<byte[]> rows(int tokens) {
    return contender.tokens().next(tokens).stream().map(ShapeRequests::rows).toList();
  }

  private void look() throws IOException {
    most = Math.max(most, ProcessMemory.residentKib(contender.pid()) / KIB_PER_MIB);
  }

  private long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + contender.pid() + "/fd"))) {
      return files.count();
    }
  }
}
