package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestQueryTest extends GrantingGatekeeper {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "where=a&where=b",
        "where=a&%77here=b",
        "where=a&w%68ere=a",
        "params[1]=a&params%5B1%5D=b&where=x",
        "params[1]=a&params[1]=a&where=x",
        "params[01]=a&where=x",
        "params[0]=a&where=x",
        "params[2]=a&where=x",
        "params[]=a&where=x",
        "params[-1]=a&where=x",
        "params[1]=a&params[3]=b&where=x",
        "params[1][2]=a&where=x",
        "params=a&where=x",
        "params=%7B%221%22:%22a%22%7D&where=x",
        "params[1]=a",
        "params[1=a&where=x",
        "PARAMS[1]=a&where=x",
        "params[%D9%A1]=a&where=x",
        "columns[]=id",
        "columns=",
        "columns=id,id",
        "columns=id,ID",
        "columns=id,%20value",
        "columns=id,,value",
        "columns=id,%22value",
        "columns=*",
        "queryable_columns=a.b,",
        "where=",
        "where=%20%09",
        "where=a%00b",
        "where=%ED%A0%80",
        "where=%E9",
        "where=%",
        "where=\u00e9",
        "replica=",
        "replica=FULL",
        "replica=both",
        "table=items",
        "table=secrets",
        "%74able=secrets",
        "namespace=crm",
        "offset=-1",
        "secret=x",
        "subset__where=x",
        "Where=a",
        "where%20=a",
        "=a",
        "&",
        "where=a&",
        "&where=a",
      })
  void aQueryThatIsNotEntirelyUnderstoodIsA400(String query) {
    assertRefused(400, "invalid_request", gatekeeper.post("/gatekeeper/items?" + query));
    assertRefused(
        400,
        "invalid_request",
        gatekeeper.postBody("/gatekeeper/items", "application/x-www-form-urlencoded", query));
  }

  @Test
  void everyFieldIsReadFromAQuery() {
    assertGranted(
        gatekeeper.post(
            "/gatekeeper/items?where=a+%3D+%241+AND+b%3D$2"
                + "&params[2]=%26&params%5B1%5D=%2B&columns=id,%22A,b%22&queryable_columns=id&replica=full"));
    assertFullShape();
  }

  @Test
  void everyFieldIsReadFromAForm() {
    assertGranted(gatekeeper.postBody(
        "/gatekeeper/items",
        "application/x-www-form-urlencoded",
        "where=a+%3D+%241+AND+b%3D$2&params[2]=%26&params%5B1%5D=%2B&columns=id,%22A,b%22"
            + "&queryable_columns=id&replica=full"));
    assertFullShape();
  }

  @Test
  void aFieldInQueryAndFormIsA400() {
    assertRefused(
        400,
        "invalid_request",
        gatekeeper.postBody(
            "/gatekeeper/items?where=a", "application/x-www-form-urlencoded", "where=a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "where=a | {\"where\":\"a\"}",
        "where=a | {\"where\":null}",
        "columns=id | {\"columns\":[\"id\"]}",
        "where=a&params[1]=b | {\"params\":[\"b\"]}",
        "where=a&params[1]=b | {\"params\":[]}",
        "where=a&params[1]=b | {\"params\":{\"2\":\"c\"}}",
        "replica=full | {\"replica\":\"full\"}",
      })
  void aFieldInQueryAndBodyIsA400(String query, String json) {
    assertRefused(400, "invalid_request", gatekeeper.postJson("/gatekeeper/items?" + query, json));
  }

  @Test
  void fieldsMayBeDividedBetweenQueryAndBody() {
    assertGranted(gatekeeper.postJson("/gatekeeper/items?where=a%3D$1", "{\"params\":[\"x\"]}"));
    assertEquals("x", asked().params().values().get(0));
  }
}
