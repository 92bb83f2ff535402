package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports on loopback, as of now. */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 30_000;

  private Ports() {}

  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The first of some ports in a row, below those that the system hands out. */
  static int freeRange(int length) throws IOException {
    int offset = (int) (ProcessHandle.current().pid() * length % (HIGHEST - LOWEST));
    for (int first = LOWEST + offset; first < HIGHEST; first += length) {
      if (areFree(first, length)) {
        return first;
      }
    }
    throw new IOException("no " + length + " free ports in a row");
  }

  private static boolean areFree(int first, int length) {
    for (int port = first; port < first + length; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        socket.setReuseAddress(false);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }
}
