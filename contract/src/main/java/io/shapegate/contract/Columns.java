package io.shapegate.contract;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A list of columns without repetition. Two lists with the same columns are equal whatever their order. */
public record Columns(Set<Identifier> names) {
  public Columns {
    if (names.isEmpty()) {
      throw new ContractException("a list of columns is empty");
    }
    names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  /** Reads {@code id,value,"Mixed"}: no blanks around the commas, no column twice. */
  public static Columns parse(String text) {
    return of(Identifier.split(text, ','));
  }

  /** Reads one identifier from each text, in the same spelling as {@link #parse}. */
  public static Columns of(List<String> texts) {
    Set<Identifier> names = new LinkedHashSet<>();
    for (String text : texts) {
      if (!names.add(Identifier.parse(text))) {
        throw new ContractException("a column is listed twice");
      }
    }
    return new Columns(names);
  }

  public boolean containsAll(Columns other) {
    return names.containsAll(other.names);
  }

  /** The canonical spelling, in the order in which the columns were given. */
  @Override
  public String toString() {
    return names.stream().map(Identifier::toString).collect(Collectors.joining(","));
  }
}
