package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;

/** The query to Electric for any shape that a claim can hold. */
@Timeout(20)
final class UpstreamQueryFuzzTest {
  @FuzzTest
  void theQueryOfAShapeReadsBackAsThatShape(byte[] claim) {
    Shape shape;
    try {
      shape = ShapeClaim.fromJson(StrictJson.object(claim)).shape();
    } catch (ContractException refused) {
      return;
    }
    String query = UpstreamQuery.of(shape);
    assertTrue(isEncoded(query), query);
    List<String> names =
        Arrays.stream(query.split("&", -1)).map(pair -> pair.split("=", -1)[0]).toList();
    assertEquals(names.stream().distinct().toList(), names);
    Columns queryable =
        shape.queryableColumns() == null ? shape.columns() : shape.queryableColumns();
    assertEquals(
        new Shape(
            shape.table(),
            shape.where(),
            shape.params(),
            shape.columns(),
            queryable,
            shape.replica()),
        read(StrictQuery.parse(query)));
  }

  /** Unreserved characters, pairs, and escapes with capital digits. */
  private static boolean isEncoded(String query) {
    String digits = "0123456789ABCDEF";
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      boolean escape = c == '%'
          && digits.indexOf(query.charAt(i + 1)) >= 0
          && digits.indexOf(query.charAt(i + 2)) >= 0;
      if (!escape && !(c < 0x7f && Character.isLetterOrDigit(c)) && "-._~&=".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static Shape read(Map<String, String> query) {
    Map<String, String> rest = new HashMap<>(query);
    TableName table = TableName.parse(rest.remove("table"));
    String where = rest.remove("where");
    Columns columns = parsed(rest.remove("columns"), Columns::parse);
    Columns queryable = parsed(rest.remove("queryable_columns"), Columns::parse);
    Replica replica = parsed(rest.remove("replica"), Replica::parse);
    Map<String, String> params = new HashMap<>();
    rest.forEach(
        (name, value) -> params.put(name.substring("params[".length(), name.length() - 1), value));
    return new Shape(table, where, Params.of(params), columns, queryable, replica);
  }

  private static <T> T parsed(String text, Function<String, T> parser) {
    return text == null ? null : parser.apply(text);
  }
}
