package io.shapegate.systemtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports that nobody listens on. */
final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 29_000;

  private Ports() {}

  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The first of a range, below those that the system gives out, for a cluster of its own. */
  static int freeRange(int count) {
    while (true) {
      int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(first, count)) {
        return first;
      }
    }
  }

  private static boolean isFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        socket.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
