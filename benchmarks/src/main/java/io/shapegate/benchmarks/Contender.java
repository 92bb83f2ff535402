package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One way to the upstream that is measured, in one of its processes.
 *
 * @param name its number and name, as the results show it
 * @param process whose processor time and memory count
 * @param tokens what its requests carry
 * @param starter how it was started
 */
record Contender(String name, StartedProcess process, ShapeTokens tokens, Starter starter)
    implements AutoCloseable {
  /** The same in a process of its own, which has done nothing yet. */
  Contender fresh() throws IOException {
    return new Contender(name, starter.start().start(name + "-fresh"), tokens, starter);
  }

  InetSocketAddress address() {
    return process.address();
  }

  long pid() {
    return process.pid();
  }

  /** Whether it is a program of ours that runs on a JVM. */
  boolean isJava() {
    return name.compareTo("06") > 0;
  }

  /** Whether it asks for a token. */
  boolean verifies() {
    return name.startsWith("04") || name.compareTo("07") > 0;
  }

  /** Whether it is the product, without its access log. */
  boolean verifiesOnce() {
    return name.startsWith("07") || name.startsWith("08");
  }

  /** Whether its memory for a live request is of interest: 04 and 08 differ from 03 and 07 in what they verify only. */
  boolean isComparedAsHolder() {
    return List.of("02", "03", "05", "06", "07").contains(name.substring(0, 2));
  }

  /** Whether its slow readers are worth the time. */
  boolean isComparedAsReader() {
    return name.startsWith("02") || name.startsWith("03") || name.startsWith("07");
  }

  boolean isDirect() {
    return name.startsWith("01");
  }

  /** Its JVM takes no processor time until it is woken. */
  void rest() {
    if (isJava()) {
      process.standStill();
    }
  }

  void wake() {
    if (isJava()) {
      process.goOn();
    }
  }

  /** Ends its process. */
  @Override
  public void close() {
    process.close();
  }
}
