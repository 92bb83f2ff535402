package io.shapegate.httppolicy;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what went wrong with an HTTP exchange. */
final class ExchangeFailure {
  private static final int MAX_LENGTH = 300;

  private ExchangeFailure() {}

  static RuntimeException explain(Throwable failure, Duration timeout) {
    if (failure instanceof UndecidedException || failure instanceof UnavailableException) {
      return (RuntimeException) failure;
    }
    if (failure instanceof ConnectionPoolTooBusyException) {
      return new UndecidedException("too many questions wait for a connection");
    }
    return new UnavailableException(
        failure instanceof TimeoutException
            ? "no answer within " + timeout.toMillis() + " ms"
            : "no answer: " + describe(failure));
  }

  /**
   * Messages of the network and of TLS, of every cause; for others the class alone, as a parser's message may repeat what
   * the other side sent, and that may repeat what we did.
   */
  private static String describe(Throwable failure) {
    String text = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(10)
        .map(ExchangeFailure::shown)
        .distinct()
        .collect(Collectors.joining(": "))
        .replaceAll("\\p{Cntrl}+", " ");
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
  }

  private static String shown(Throwable cause) {
    boolean plain = cause instanceof IOException
        || cause instanceof GeneralSecurityException
        || cause instanceof HttpClosedException;
    return plain && cause.getMessage() != null
        ? cause.getMessage()
        : cause.getClass().getSimpleName();
  }
}
