package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastException;
import java.io.IOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;

final class StartFailureTest {
  @Test
  void aSettingSpeaksForItself() {
    assertEquals("NAME: is bad", StartFailure.describe(new SettingException("NAME", "is bad")));
  }

  @Test
  void aPortThatCannotBeBoundNamesTheSettings() {
    String line = StartFailure.describe(new BindException("Address already in use"));
    assertTrue(line.startsWith("PORT, HOST: ") && line.contains("Address already in use"), line);
  }

  @Test
  void soDoesOneThatTheNativeTransportCannotBind() {
    String line = StartFailure.describe(
        new IOException("bind(..) failed with error(-98): Address already in use"));
    assertTrue(line.startsWith("PORT, HOST: ") && line.contains("Address already in use"), line);
  }

  @Test
  void aClusterThatCannotBeJoinedNamesTheSettings() {
    String line = StartFailure.describe(new HazelcastException("Cannot bind\n at x"));
    assertTrue(line.startsWith("CLUSTER_PORT, ") && line.contains("(Cannot bind)"), line);
  }

  @Test
  void anythingElseIsItsFirstLine() {
    assertEquals("first", StartFailure.describe(new IllegalStateException("\nfirst\nsecond")));
    assertEquals("IllegalStateException", StartFailure.describe(new IllegalStateException()));
    assertEquals("IllegalStateException", StartFailure.describe(new IllegalStateException("\n ")));
  }
}
