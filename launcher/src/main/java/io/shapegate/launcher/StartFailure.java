package io.shapegate.launcher;

import com.hazelcast.core.HazelcastException;
import java.io.IOException;
import java.net.BindException;

/** Says in one line why a start failed. */
public final class StartFailure {
  private StartFailure() {}

  public static String describe(Throwable failure) {
    if (failure instanceof SettingException) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof BindException || isNativeBind(failure)) {
      return "PORT, HOST: nothing can listen there; is the port taken, and is the address one of this machine? ("
          + firstLine(failure) + ")";
    }
    return failure instanceof HazelcastException
        ? "CLUSTER_PORT, CLUSTER_INTERFACE, CLUSTER_MEMBERS: cannot join the cluster ("
            + firstLine(failure) + ")"
        : firstLine(failure);
  }

  /** What the native transport throws has no type of its own. */
  private static boolean isNativeBind(Throwable failure) {
    return failure instanceof IOException && firstLine(failure).startsWith("bind(");
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .filter(line -> failure.getMessage() != null && !line.isBlank())
        .findFirst()
        .orElse(failure.getClass().getSimpleName());
  }
}
