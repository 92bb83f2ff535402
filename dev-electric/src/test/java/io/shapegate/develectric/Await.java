package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, for 10 s at most. */
final class Await {
  private Await() {}

  interface Condition {
    boolean holds() throws Exception;
  }

  static void until(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    boolean holds = condition.holds();
    while (!holds && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      holds = condition.holds();
    }
    assertTrue(holds, what);
  }
}
