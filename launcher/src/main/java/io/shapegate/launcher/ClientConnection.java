package io.shapegate.launcher;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection of a client, and the answers that are on their way over it. Used on its event loop alone. */
final class ClientConnection {
  /** More than may be in flight at once, so that some of them are over. */
  private static final int MANY = 4 * StrictHttpServer.MAX_STREAMS;

  private final HttpConnection connection;

  /** Held weakly: Vert.x keeps what is open, and what is over should not outlive the next collection of a young heap. */
  private @Nullable WeakReference<HttpServerResponse> answer;

  private @Nullable List<WeakReference<HttpServerResponse>> otherAnswers;
  private long quietSince;
  private boolean hasAsked;
  private boolean ending;
  private boolean closing;

  ClientConnection(HttpConnection connection, long now) {
    this.connection = connection;
    this.quietSince = now;
  }

  /** A whole head has come. */
  void asks(HttpServerRequest request) {
    hasAsked = true;
    if (request.version() == HttpVersion.HTTP_2 && answer != null) {
      keepOther(answer);
    }
    answer = new WeakReference<>(request.response());
  }

  /** Whether the request that was handled last is the last one. */
  boolean isEnding() {
    return ending;
  }

  void endAfter(HttpServerResponse last) {
    ending = true;
    last.bodyEndHandler(written -> connection.close());
  }

  /** Closes it if it has been quiet for too long, and cuts it if that does not help, as nobody reads what is left. */
  void tick(long now, ClientPatience patience) {
    if (hasOpenAnswers()) {
      quietSince = now;
      return;
    }
    long limit =
        (hasAsked && !closing ? patience.nextRequest() : patience.firstRequest()).toNanos();
    if (now - quietSince < limit) {
      return;
    }
    quietSince = now;
    if (closing) {
      cut();
    } else {
      closing = true;
      connection.close();
    }
  }

  /** Forgets what is over; what has ended since the last tick still counts as open in this one. */
  private boolean hasOpenAnswers() {
    boolean open = answer != null || otherAnswers != null;
    if (answer != null && isOver(answer)) {
      answer = null;
    }
    if (otherAnswers != null) {
      otherAnswers.removeIf(ClientConnection::isOver);
      otherAnswers = otherAnswers.isEmpty() ? null : otherAnswers;
    }
    return open;
  }

  private void keepOther(WeakReference<HttpServerResponse> other) {
    if (otherAnswers == null) {
      otherAnswers = new ArrayList<>();
    }
    if (otherAnswers.size() >= MANY) {
      otherAnswers.removeIf(ClientConnection::isOver);
    }
    otherAnswers.add(other);
  }

  private static boolean isOver(WeakReference<HttpServerResponse> answer) {
    HttpServerResponse known = answer.get();
    return known == null || known.ended() || known.closed();
  }

  /** Closes without waiting for anybody: Vert.x closes behind what is still to be written, with no end to it. */
  void cut() {
    StrictHttpServer.cut(connection);
  }
}
