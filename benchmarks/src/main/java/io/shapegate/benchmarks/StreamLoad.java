package io.shapegate.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Large bodies in chunks, one after the other: processor time for each gigabyte. */
final class StreamLoad {
  private static final int BUFFER = 256 * 1_024;
  private static final int BODIES = 2;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_GB = 1e9;
  private static final double BYTES_PER_MB = 1e6;
  private static final long BYTES_PER_MEGABYTE = 1_000_000;
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  private final ProxyPace pace;
  private final Figures figures;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  StreamLoad(ProxyPace pace, Figures figures) {
    this.pace = pace;
    this.figures = figures;
  }

  /** A JVM is warm after some gigabytes; what the first of them cost is two to four times as much. */
  void warmUp(Contender contender) throws IOException {
    long start = System.nanoTime();
    do {
      read(contender);
    } while (contender.isJava()
        && System.nanoTime() - start < pace.firstWarmUp().toNanos());
  }

  void measure(Contender contender) throws IOException {
    long cpu = Cpu.of(contender.pid());
    long start = System.nanoTime();
    long bytes = 0;
    for (int i = 0; i < BODIES; i++) {
      bytes += read(contender);
    }
    double millis = (Cpu.of(contender.pid()) - cpu) / NANOS_PER_MILLI / (bytes / BYTES_PER_GB);
    double rate = bytes / BYTES_PER_MB / ((System.nanoTime() - start) / NANOS_PER_SECOND);
    figures.add(contender.name(), Figure.STREAM_CPU_MS_PER_GB, millis);
    figures.add(contender.name(), Figure.STREAM_MB_PER_SECOND, rate);
    System.out.printf("    %-24s %6.0f ms CPU/GB %6.0f MB/s%n", contender.name(), millis, rate);
  }

  /** How many bytes came; an end before all that was asked for is an error. */
  private long read(Contender contender) throws IOException {
    byte[] request = ShapeRequests.body(pace.megabytes(), contender.tokens().next());
    // Whole chunks only, so a little less than was asked for.
    long least = pace.megabytes() * BYTES_PER_MEGABYTE - UpstreamAnswers.CHUNK;
    try (SocketChannel channel = SocketChannel.open(contender.address())) {
      channel.write(ByteBuffer.wrap(request));
      buffer.clear();
      long bytes = 0;
      while (bytes < least || !endsWithLastChunk()) {
        int count = channel.read(keepTail());
        if (count < 0) {
          throw new EOFException(contender.name() + " ended a body after " + bytes + " bytes");
        }
        bytes += count;
      }
      return bytes;
    }
  }

  /** The last chunk may come in two parts. */
  private ByteBuffer keepTail() {
    int end = buffer.position();
    return buffer.limit(end).position(Math.max(0, end - LAST_CHUNK.length)).compact();
  }

  private boolean endsWithLastChunk() {
    int from = buffer.position() - LAST_CHUNK.length;
    for (int i = 0; from >= 0 && i < LAST_CHUNK.length; i++) {
      if (buffer.get(from + i) != LAST_CHUNK[i]) {
        return false;
      }
    }
    return from >= 0;
  }
}
