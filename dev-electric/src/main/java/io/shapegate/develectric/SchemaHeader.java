package io.shapegate.develectric;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The electric-schema header: what a client needs to turn the texts of a row into values. */
final class SchemaHeader {
  private static final Set<String> TIMES =
      Set.of("time", "timetz", "timestamp", "timestamptz", "date");
  private static final List<String> INTERVAL_UNITS =
      List.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND");
  private static final int[] INTERVAL_BITS = {2, 1, 3, 10, 11, 12};
  private static final int ALL_INTERVAL_FIELDS = 0x7FFF;

  private SchemaHeader() {}

  static String of(TableSchema schema, List<String> selected) {
    JsonObject header = new JsonObject();
    schema.columns().stream()
        .filter(column -> selected.contains(column.name()))
        .sorted(Comparator.comparing(Column::name))
        .forEach(column -> header.put(column.name(), describe(column)));
    return header.encode();
  }

  private static JsonObject describe(Column column) {
    boolean array = column.dimensions() > 0 && column.elementType() != null;
    String type = array ? column.elementType() : column.type();
    JsonObject described = new JsonObject().put("type", type);
    if (array) {
      described.put("dims", column.dimensions());
    }
    if (column.notNull()) {
      described.put("not_null", true);
    }
    if (column.keyIndex() != null) {
      described.put("pk_index", column.keyIndex());
    }
    return type == null ? described : addModifier(described, type, column.typeModifier());
  }

  /** Postgres packs lengths and precisions into one number, differently for each type. */
  private static JsonObject addModifier(JsonObject described, String type, int modifier) {
    if (type.equals("bit") || type.equals("varbit")) {
      return modifier > -1 ? described.put("length", modifier) : described;
    }
    if (modifier < 0) {
      return described;
    }
    return switch (type) {
      case "varchar", "text" -> described.put("max_length", modifier - 4);
      case "bpchar" -> described.put("length", modifier - 4);
      case "numeric" ->
        described.put("precision", (modifier - 4) >> 16).put("scale", (int) (short) (modifier - 4));
      case "interval" -> addInterval(described, modifier >> 16, (short) modifier);
      default -> described.put(TIMES.contains(type) ? "precision" : "type_mod", modifier);
    };
  }

  private static JsonObject addInterval(JsonObject described, int range, short precision) {
    if (range != ALL_INTERVAL_FIELDS) {
      List<String> units = java.util.stream.IntStream.range(0, INTERVAL_BITS.length)
          .filter(i -> (range & (1 << INTERVAL_BITS[i])) != 0)
          .mapToObj(INTERVAL_UNITS::get)
          .toList();
      if (!units.isEmpty()) {
        String first = units.get(0);
        described.put(
            "fields", units.size() == 1 ? first : first + " TO " + units.get(units.size() - 1));
      }
    }
    return precision == -1 ? described : described.put("precision", (int) precision);
  }
}
