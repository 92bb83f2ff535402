package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Asks Electric: over a connection that was used before, where there is one, and once more over a new one where that turns
 * out to have been closed, as nothing was answered then. The listener hears of the last attempt alone. Used on one event
 * loop.
 */
final class ElectricAttempts implements AnswerListener {
  private final ElectricConnections connections;
  private final UpstreamRequest upstream;
  private final AnswerListener listener;
  private @Nullable ElectricConnection connection;
  private boolean mayBeStale;
  private boolean closed;

  ElectricAttempts(
      ElectricConnections connections, UpstreamRequest upstream, AnswerListener listener) {
    this.connections = connections;
    this.upstream = upstream;
    this.listener = listener;
  }

  void start() {
    ElectricConnection used = connections.reuse();
    if (used == null) {
      askOverNew();
    } else {
      mayBeStale = true;
      connection = used;
      used.ask(upstream, this);
    }
  }

  /** Whether an answer may come, or more of one. */
  boolean isOpen() {
    return connection != null;
  }

  /** Reads no more, until resumed, than what is on its way already. */
  void pause() {
    if (connection != null) {
      connection.pause();
    }
  }

  /** The answer may have ended meanwhile, and its connection may serve somebody else. */
  void resume() {
    if (connection != null) {
      connection.resume();
    }
  }

  /** Nobody wants the answer any more. A connection whose answer is not complete is of no more use. */
  void close() {
    closed = true;
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public void begun(int status, HttpHeaders headers) {
    if (mayBeStale && status == HttpResponseStatus.REQUEST_TIMEOUT.code()) {
      askAgain();
      return;
    }
    mayBeStale = false;
    listener.begun(status, headers);
  }

  @Override
  public void received(ByteBuf chunk) {
    listener.received(chunk);
  }

  @Override
  public void paused() {
    listener.paused();
  }

  @Override
  public void ended() {
    connection = null;
    listener.ended();
  }

  /** Electric may have closed a connection in the same moment; nothing was answered, so it is safe to ask again. */
  @Override
  public void broken(Throwable failure) {
    connection = null;
    if (closed) {
      return;
    }
    if (mayBeStale) {
      askAgain();
    } else {
      listener.broken(failure);
    }
  }

  /** Also where a connection was told that it had been idle for too long (RFC 9110, section 15.5.9). */
  private void askAgain() {
    mayBeStale = false;
    if (connection != null) {
      connection.close();
      connection = null;
    }
    askOverNew();
  }

  private void askOverNew() {
    connections.open().onComplete(this::ask, this::broken);
  }

  private void ask(ElectricConnection opened) {
    if (closed) {
      // A storm of clients that leave at once would pile them up.
      opened.close();
      return;
    }
    connection = opened;
    opened.ask(upstream, this);
  }
}
