package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to one server that stay while several loads go over them, one after the other: to accept a connection takes
 * more than many requests do, and is not what a load measures.
 *
 * @param selector where all of them are registered
 */
record Callers(Selector selector, List<Caller> all) implements AutoCloseable {
  static Callers connect(InetSocketAddress server, int count) throws IOException {
    Callers callers = new Callers(Selector.open(), new ArrayList<>());
    try {
      for (int i = 0; i < count; i++) {
        callers.all.add(new Caller(server, callers.selector));
      }
      return callers;
    } catch (IOException e) {
      callers.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    for (Caller caller : all) {
      caller.close();
    }
    selector.close();
  }
}
