package io.shapegate.policy;

/**
 * A client's filter that is refused. The message is for whoever sent it: what is wrong, at which character, and how to mend
 * it. It repeats nothing of the filter but plain names.
 */
final class FilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FilterException(String message) {
    super(message, null, false, false);
  }

  /** Characters are counted from 1. */
  static FilterException at(int index, String message) {
    return new FilterException("the filter, at character " + (index + 1) + ": " + message);
  }
}
