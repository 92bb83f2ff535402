package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Many readers of a large body each. At first none of them reads, then one after the other takes a little, so that every
 * one of them always keeps the proxy waiting.
 */
final class SlowReaders {
  private static final int RECEIVE_BUFFER = 65_536;
  private static final int READ = 65_536;
  private static final long STEP_MILLIS = 100;
  private static final int TURNS_FOR_EACH_LOOK = 20;
  private static final double KIB_PER_MIB = 1_024;
  private static final double BYTES_PER_GB = 1e9;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long BYTES_PER_MB = 1_000_000;

  private final ProxyPace pace;
  private final Figures figures;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ);
  private double most;

  SlowReaders(ProxyPace pace, Figures figures) {
    this.pace = pace;
    this.figures = figures;
  }

  void measure(Contender contender) throws IOException, InterruptedException {
    List<Reader> readers = new ArrayList<>();
    double before = ProcessMemory.residentKib(contender.pid());
    most = before;
    long start = System.nanoTime();
    try {
      for (int i = 0; i < pace.readers(); i++) {
        readers.add(new Reader(contender));
      }
      stall(contender);
      read(contender, readers, start + pace.readersEnd().toNanos());
    } finally {
      for (Reader reader : readers) {
        reader.channel.close();
      }
    }
    String name = contender.name();
    double gigabytes = readers.stream().mapToLong(reader -> reader.bytes).sum() / BYTES_PER_GB;
    figures.add(name, Figure.SLOW_BEFORE_MIB, before / KIB_PER_MIB);
    figures.add(name, Figure.SLOW_MOST_MIB, most / KIB_PER_MIB);
    figures.add(name, Figure.SLOW_GROWTH_MIB, (most - before) / KIB_PER_MIB);
    figures.add(name, Figure.SLOW_READ_GB, gigabytes);
    figures.add(name, Figure.SLOW_SECONDS, (System.nanoTime() - start) / NANOS_PER_SECOND);
    figures.add(name, Figure.SLOW_WHOLE, (double)
        readers.stream().filter(Reader::isDone).count());
    System.out.printf(
        "    %-24s RSS %5.0f to %5.0f MiB at most, %.1f GB read%n",
        name, before / KIB_PER_MIB, most / KIB_PER_MIB, gigabytes);
  }

  private void stall(Contender contender) throws IOException, InterruptedException {
    for (long waited = 0; waited < pace.readersStall().toMillis(); waited += STEP_MILLIS) {
      Thread.sleep(STEP_MILLIS);
      look(contender);
    }
  }

  private void read(Contender contender, List<Reader> readers, long deadline) throws IOException {
    List<Reader> left = new ArrayList<>(readers);
    for (int turn = 0; !left.isEmpty() && System.nanoTime() < deadline; turn++) {
      for (Reader reader : left) {
        reader.readSome();
      }
      left.removeIf(Reader::isDone);
      if (turn % TURNS_FOR_EACH_LOOK == 0) {
        look(contender);
      }
    }
    look(contender);
  }

  private void look(Contender contender) throws IOException {
    most = Math.max(most, ProcessMemory.residentKib(contender.pid()));
  }

  private final class Reader {
    private final SocketChannel channel = SocketChannel.open();
    private long bytes;

    private Reader(Contender contender) throws IOException {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      channel.connect(contender.address());
      channel.write(ByteBuffer.wrap(
          ShapeRequests.body(pace.readerMegabytes(), contender.tokens().next())));
    }

    private void readSome() throws IOException {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        throw new IOException("a body ended after " + bytes + " bytes");
      }
      bytes += count;
    }

    private boolean isDone() {
      return bytes >= pace.readerMegabytes() * BYTES_PER_MB - UpstreamAnswers.CHUNK;
    }
  }
}
