package io.shapegate.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UpstreamQueryTest {
  @Test
  void aTableAloneIsTheTableAlone() {
    assertEquals("table=items", UpstreamQuery.of(Shape.of(TableName.parse("PUBLIC.Items"))));
  }

  @Test
  void aTableIsWrittenCanonicallyAndInQuotesWhereItNeedsThem() {
    assertEquals(
        "table=crm.%22It%22%22ems%22",
        UpstreamQuery.of(Shape.of(TableName.parse("CRM.\"It\"\"ems\""))));
  }

  @Test
  void everyPartIsThereInItsOwnParameter() {
    Shape shape = new Shape(
        TableName.parse("items"),
        "a = $1 AND b = $2",
        new Params(List.of("x&y", "100%")),
        Columns.parse("id,\"Va,lue\""),
        Columns.parse("id"),
        Replica.FULL);
    assertEquals(
        "table=items&where=a%20%3D%20%241%20AND%20b%20%3D%20%242&params%5B1%5D=x%26y"
            + "&params%5B2%5D=100%25&columns=id%2C%22Va%2Clue%22&queryable_columns=id&replica=full",
        UpstreamQuery.of(shape));
  }

  @Test
  void columnsAreSentAsQueryableColumnsToo() {
    Shape shape = new Shape(
        TableName.parse("items"), null, Params.NONE, Columns.parse("id,value"), null, null);
    assertEquals(
        "table=items&columns=id%2Cvalue&queryable_columns=id%2Cvalue", UpstreamQuery.of(shape));
  }

  @Test
  void whatItWritesHasOneReading() {
    String hostile = "é\u212A𝄞 +%2B;=?#\r\n'\"\\[]";
    Shape shape = new Shape(
        TableName.parse("items"), hostile, new Params(List.of(hostile)), null, null, null);
    assertEquals(
        Map.of("table", "items", "where", hostile, "params[1]", hostile),
        StrictQuery.parse(UpstreamQuery.of(shape)));
  }
}
