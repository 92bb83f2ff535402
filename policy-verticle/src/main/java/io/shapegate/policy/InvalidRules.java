package io.shapegate.policy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports each rule that cannot be used once, and again when it has changed and still cannot. */
final class InvalidRules {
  private static final Logger LOG = LoggerFactory.getLogger(InvalidRules.class);

  private final Map<Long, String> reported = new ConcurrentHashMap<>();

  void report(long id, String name, Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(reported.put(id, reason))) {
      LOG.warn("rule {} is off: {}", name, reason);
    }
  }

  void forget(long id) {
    reported.remove(id);
  }
}
