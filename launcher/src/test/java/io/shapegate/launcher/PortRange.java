package io.shapegate.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a range of free ports for a cluster: the members try twelve from the first one on. */
final class PortRange {
  private static final int LENGTH = 12;
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  private PortRange() {}

  /** Below the range of ephemeral ports, and at a random place, as other tests look for one at the same time. */
  static int first() {
    while (true) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(first)) {
        return first;
      }
    }
  }

  private static boolean isFree(int first) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int port = first; port < first + LENGTH; port++) {
        sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      sockets.forEach(PortRange::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
