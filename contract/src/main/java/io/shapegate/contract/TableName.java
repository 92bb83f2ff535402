package io.shapegate.contract;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table in its schema. {@code items}, {@code ITEMS}, {@code public.items} and {@code "public"."items"} are the same
 * one; {@code "Items"} is another.
 */
public record TableName(Identifier namespace, Identifier table) {
  static final Identifier PUBLIC = new Identifier("public");
  private static final int MAX_SHAPE_NAME = 63;
  private static final Pattern SHAPE_NAME = Pattern.compile("[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)+");

  /** Reads {@code table} or {@code schema.table}; anything else is a {@link ContractException}. */
  public static TableName parse(String text) {
    List<String> parts = Identifier.split(text, '.');
    return switch (parts.size()) {
      case 1 -> new TableName(PUBLIC, Identifier.parse(text));
      case 2 -> new TableName(Identifier.parse(parts.get(0)), Identifier.parse(parts.get(1)));
      default -> throw new ContractException("a table is written table or schema.table");
    };
  }

  /**
   * Reads what a client may ask for by name: a table, or the name of a shape, which may have hyphens ({@code
   * my-open-tasks}) and then stands for the same name in quotes.
   */
  public static TableName parseRequested(String text) {
    return text.length() <= MAX_SHAPE_NAME && SHAPE_NAME.matcher(text).matches()
        ? new TableName(PUBLIC, new Identifier(text))
        : parse(text);
  }

  /** Whether this may be the name of a shape, which a policy resolves to a table. */
  public boolean isShapeName() {
    return namespace.equals(PUBLIC) && SHAPE_NAME.matcher(table.name()).matches();
  }

  /** The schema as a claim writes it: empty for {@code public}. */
  public Optional<String> namespaceText() {
    return namespace.equals(PUBLIC) ? Optional.empty() : Optional.of(namespace.toString());
  }

  /** The canonical spelling: {@code [namespace.]table}, in quotes only where a name needs them. */
  @Override
  public String toString() {
    return namespaceText().map(schema -> schema + '.' + table).orElseGet(table::toString);
  }
}
