package io.shapegate.develectric;

import org.jspecify.annotations.Nullable;

/** The client has to start over: 409. The handle of the shape to ask for is null where none is known. */
final class MustRefetch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String handle;

  MustRefetch(@Nullable String handle) {
    super("must-refetch", null, false, false);
    this.handle = handle;
  }

  @Nullable
  String handle() {
    return handle;
  }
}
