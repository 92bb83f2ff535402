package io.shapegate.launcher;

/** A setting that is missing or wrong. The message is one line: the setting's name, what is wrong, how to mend it. */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingException(String name, String reason) {
    super(name + ": " + reason, null, false, false);
  }
}
