package io.shapegate.systemtests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands where Electric would, without any HTTP library in between: writes down the bytes that arrive, and answers with the
 * bytes that it is given.
 */
final class RawUpstream implements AutoCloseable {
  static final String ROWS = "[{\"headers\":{\"control\":\"up-to-date\"}}]";

  /** The bytes of one request, each as the character of the same number. */
  record Arrival(String head, String body) {
    String requestLine() {
      return head.substring(0, head.indexOf("\r\n"));
    }

    /** Empty where there is none. */
    String header(String name) {
      return head.lines()
          .skip(1)
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    List<String> headerNames() {
      return head.lines()
          .skip(1)
          .filter(line -> !line.isEmpty())
          .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
          .sorted()
          .toList();
    }
  }

  /** Answers one request; an exception closes the connection. */
  interface Answer {
    void to(Arrival request, OutputStream out) throws Exception;
  }

  private static final int BACKLOG = 10_000;

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "raw-upstream");
    thread.setDaemon(true);
    return thread;
  });
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Answer answer = RawUpstream::rows;

  RawUpstream() throws IOException {
    server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  void answerWith(Answer other) {
    answer = other;
  }

  /** Forgets what arrived, and answers with rows again. */
  void reset() {
    answer = RawUpstream::rows;
    arrivals.clear();
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** How many connections are open. */
  int connections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  static void rows(Arrival request, OutputStream out) throws IOException {
    String body = request.requestLine().startsWith("HEAD ") ? "" : ROWS;
    write(
        out,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: "
            + ROWS.length()
            + "\r\ncache-control: public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746"
            + "\r\nelectric-handle: 1-2\r\nelectric-offset: 0_0\r\nelectric-schema: {}"
            + "\r\netag: \"1-2:-1:0_0\"\r\n\r\n" + body);
  }

  static void write(OutputStream out, String bytes) throws IOException {
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        Arrival arrival = new Arrival(head, "");
        String length = arrival.header("content-length");
        String body = length.isEmpty()
            ? ""
            : new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
        Arrival whole = new Arrival(head, body);
        arrivals.add(whole);
        answer.to(whole, socket.getOutputStream());
      }
    } catch (Exception gone) {
      // The other side left, or the answer was to break off.
    } finally {
      open.remove(socket);
    }
  }

  /** Up to the blank line, or to the end of what came. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}
