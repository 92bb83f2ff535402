package io.shapegate.benchmarks;

import java.net.InetSocketAddress;

/**
 * One way to the upstream that is measured.
 *
 * @param name its number and name, as the results show it
 * @param process whose processor time and memory count
 * @param tokens what its requests carry
 */
record Contender(String name, StartedProcess process, ShapeTokens tokens) {
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

  /** Whether it is the product. */
  boolean verifiesItself() {
    return name.compareTo("07") > 0;
  }

  boolean isDirect() {
    return name.startsWith("01");
  }
}
