package io.shapegate.launcher;

import java.net.BindException;

/** Says in one line why a start failed. */
public final class StartFailure {
  private StartFailure() {}

  public static String describe(Throwable failure) {
    if (failure instanceof SettingException) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof BindException) {
      return "PORT: the port is taken by another process; give another one (" + failure.getMessage()
          + ")";
    }
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
