package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LauncherTest {
  private static final long SECONDS = 10;

  @Test
  void readingTheSettingsLeavesNoThreadBehind() throws Exception {
    Set<Thread> before = eventLoopsAndWorkers();
    Settled.result(Launcher.settings());
    Set<Thread> more = eventLoopsAndWorkers();
    more.removeAll(before);
    for (Thread thread : more) {
      thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
    }
    assertEquals(0, more.stream().filter(Thread::isAlive).count());
  }

  private static Set<Thread> eventLoopsAndWorkers() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("vert.x-"));
    return threads;
  }
}
