package io.shapegate.develectric;

/** The client closed its connection: there is nobody to answer. */
final class ClientGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGone() {
    super("client gone", null, false, false);
  }
}
