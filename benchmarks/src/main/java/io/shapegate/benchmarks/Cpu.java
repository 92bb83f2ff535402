package io.shapegate.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time from {@code /proc/<pid>/stat} (proc(5)), in nanoseconds, to a clock tick of 10 ms. */
final class Cpu {
  private static final long NANOS_PER_TICK = 10_000_000;

  /** Counted behind the command's name: utime, stime, cutime, cstime are fields 14 to 17 of the line. */
  private static final int UTIME = 11;

  private static final int TIMES_OF_ITS_OWN = 2;
  private static final int TIMES_WITH_ENDED_CHILDREN = 4;

  private Cpu() {}

  static long of(long pid) throws IOException {
    return ticks(pid, TIMES_OF_ITS_OWN) * NANOS_PER_TICK;
  }

  /** With all children, those that have ended too. */
  static long withChildren(long pid) throws IOException {
    long ticks = ticks(pid, TIMES_WITH_ENDED_CHILDREN);
    for (long child : children(pid)) {
      try {
        ticks += ticks(child, TIMES_WITH_ENDED_CHILDREN);
      } catch (IOException e) {
        // It has just ended, and counts as its parent's from now on.
      }
    }
    return ticks * NANOS_PER_TICK;
  }

  static long ofThisThread() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<Long> children(long pid) {
    try (Stream<ProcessHandle> children =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children)) {
      return children.map(ProcessHandle::pid).toList();
    }
  }

  private static long ticks(long pid, int times) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = 0;
    for (int i = 0; i < times; i++) {
      ticks += Long.parseLong(fields[UTIME + i]);
    }
    return ticks;
  }
}
