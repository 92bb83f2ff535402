package io.shapegate.proxy;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the {@link Transfer}s of one event loop share. Used on it alone. */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int UNAUTHORIZED = 401;

  private final ElectricConnections connections;
  private final Duration electricTimeout;
  private final Duration clientTimeout;

  Relay(Vertx vertx, ProxyConfig config) {
    this.connections = new ElectricConnections(vertx, config.electricUrl());
    this.electricTimeout = config.electricTimeout();
    this.clientTimeout = config.clientTimeout();
  }

  /** Whoever has left while the token was verified, or the body read, gets nothing. */
  void relay(Exchange exchange, Grant grant, UpstreamRequest upstream) {
    if (exchange.isOver()) {
      return;
    }
    if (upstream.isLive() && exchange.open().turnsWaitingAway()) {
      exchange.refuse(RefusedException.shuttingDown());
      return;
    }
    Transfer transfer = new Transfer(this, exchange, grant, upstream);
    exchange.answeredBy(transfer);
    transfer.start();
  }

  ElectricConnections connections() {
    return connections;
  }

  /** How long Electric may be silent, or a client that has something to read may read nothing. */
  Duration patience(boolean withClient) {
    return withClient ? clientTimeout : electricTimeout;
  }

  boolean passesOn(int status) {
    return switch (status) {
      case 200, 204, 304, 400, 409, 429, 503 -> true;
      default -> false;
    };
  }

  RefusedException unexpected(int status) {
    if (status == UNAUTHORIZED) {
      LOG.error("Electric refuses ELECTRIC_SECRET");
      return RefusedException.badGateway(
          "electric_refused", "the proxy may not ask Electric; its operator can mend that");
    }
    LOG.warn("Electric answered {}", status);
    return RefusedException.badGateway("electric_failed", "Electric could not answer this request");
  }

  void close() {
    connections.close();
  }
}
