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

  /** Whether it asks for a token. */
  boolean verifies() {
    return name.startsWith("04") || name.compareTo("07") > 0;
  }

  /** Whether it is the product, without its access log. */
  boolean verifiesOnce() {
    return name.startsWith("07") || name.startsWith("08");
  }

  /** Whether its slow readers are worth the time. */
  boolean isComparedAsReader() {
    return name.startsWith("02") || name.startsWith("03") || name.startsWith("07");
  }

  boolean isDirect() {
    return name.startsWith("01");
  }
}
