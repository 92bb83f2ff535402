package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Live requests that wait, each on a connection of its own: what is in memory for them. */
final class HeldLoad {
  private static final int BUFFER = 65_536;
  private static final int TOKENS = 64;
  private static final double KIB_PER_MIB = 1_024;

  /** Long polls or event streams. */
  private enum Kind {
    POLL("long poll"),
    EVENTS("SSE");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    private byte[] request(String token) {
      return this == POLL ? ShapeRequests.poll(token) : ShapeRequests.events(token);
    }
  }

  private final ProxyPace pace;
  private final UpstreamControl upstream;
  private final Rounds.Measure warmUp;
  private final List<Held> results = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /**
   * @param warmUp of a process that has just been started
   */
  HeldLoad(ProxyPace pace, UpstreamControl upstream, Rounds.Measure warmUp) {
    this.pace = pace;
    this.warmUp = warmUp;
    this.upstream = upstream;
  }

  List<Held> results() {
    return results;
  }

  /** Each kind in a process that has held none before, as allocators keep what they once had. */
  void measure(Contender contender) throws IOException, InterruptedException {
    for (Kind kind : Kind.values()) {
      if (pace.freshHolders()) {
        try (Contender fresh = contender.fresh()) {
          new ContenderCheck().check(fresh);
          warmUp.measure(fresh);
          measure(fresh, kind);
        }
      } else {
        measure(contender, kind);
      }
    }
  }

  private void measure(Contender contender, Kind kind) throws IOException, InterruptedException {
    List<SocketChannel> channels = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    double before = ProcessMemory.residentKib(contender.pid());
    try {
      for (int count : pace.held()) {
        open(contender, kind, count - channels.size(), channels);
        resident.add(ProcessMemory.residentKib(contender.pid()));
      }
      double heap = liveHeap(contender);
      upstream.release();
      for (SocketChannel channel : channels) {
        read(channel);
      }
      close(channels);
      Thread.sleep(pace.settling().toMillis());
      double heapEach = (heap - liveHeap(contender)) / channels.size();
      for (int i = 0; i < pace.held().size(); i++) {
        add(new Held(
            contender.name(), kind.title, pace.held().get(i), before, resident.get(i), heapEach));
      }
    } finally {
      close(channels);
    }
    upstream.awaitHeld(0);
  }

  /** Event streams have had their first message when this returns. */
  private void open(Contender contender, Kind kind, int count, List<SocketChannel> channels)
      throws IOException, InterruptedException {
    List<byte[]> requests =
        contender.tokens().next(TOKENS).stream().map(kind::request).toList();
    int first = channels.size();
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channels.add(channel);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(contender.address());
      channel.write(ByteBuffer.wrap(requests.get(i % TOKENS)));
    }
    if (kind == Kind.EVENTS) {
      for (SocketChannel channel : channels.subList(first, channels.size())) {
        read(channel);
      }
    }
    upstream.awaitHeld(channels.size());
    Thread.sleep(pace.settling().toMillis());
  }

  private void read(SocketChannel channel) throws IOException {
    if (channel.read(buffer.clear()) < 0) {
      throw new IOException("a live request ended without an answer");
    }
  }

  private void add(Held held) {
    results.add(held);
    System.out.printf(
        "    %-24s %-9s %4d: RSS %5.0f to %5.0f MiB, %5.1f KiB each%s%n",
        held.contender(),
        held.kind(),
        held.count(),
        held.residentBefore() / KIB_PER_MIB,
        held.resident() / KIB_PER_MIB,
        held.residentEach(),
        Double.isNaN(held.heapEach())
            ? ""
            : String.format(", live heap %.1f KiB each", held.heapEach()));
  }

  private static double liveHeap(Contender contender) throws IOException, InterruptedException {
    return contender.isJava() ? ProcessMemory.liveHeapKib(contender.pid()) : Double.NaN;
  }

  private static void close(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
