package io.shapegate.contract;

/** Electric's {@code replica}: whether an update carries the changed columns only, or the whole row. */
public enum Replica {
  DEFAULT,
  FULL;

  /** Reads {@code default} or {@code full}. */
  public static Replica parse(String text) {
    return switch (text) {
      case "default" -> DEFAULT;
      case "full" -> FULL;
      default -> throw new ContractException("replica is either default or full");
    };
  }

  @Override
  public String toString() {
    return this == FULL ? "full" : "default";
  }
}
