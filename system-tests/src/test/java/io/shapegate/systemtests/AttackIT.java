package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.systemtests.AttackTable.Row;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Sends each request of {@code attacks.txt} as bytes through a proxy and looks at the bytes that arrive behind it: nothing at
 * all, or the one request line that the token's claim makes. After each, a good request must still be answered.
 */
class AttackIT {
  private static final int AT_LEAST = 400;
  private static final String RESTRICTED =
      shape("\"org_id = $1\"", "\"id,title\"", "{\"1\":\"a\"}", "null", "true");
  private static final String GOOD =
      "/v1/shape?table=items&where=org_id%20%3D%20%241&params[1]=a&columns=id,title&offset=-1";
  private static final Pattern ARRIVES = Pattern.compile("arrives(?: (&\\S+))?(?: (\\{.*))?");
  private static final Pattern AUTHORIZATION = Pattern.compile("(?im)^authorization: *bearer");

  /** What Electric may hear besides the request line; of a client's own, the last three. */
  private static final Set<String> HEADERS = Set.of(
      "host",
      "accept",
      "x-request-id",
      "content-type",
      "content-length",
      "if-none-match",
      "accept-encoding",
      "traceparent");

  /** What each kind of token claims, and the request to Electric that this makes. */
  static final Map<String, Claim> CLAIMS = Map.of(
      "restricted",
          new Claim(
              RESTRICTED,
              "table=items&where=org_id%20%3D%20%241&params%5B1%5D=a&columns=id%2Ctitle&queryable_columns=id%2Ctitle"),
      "whole", new Claim(shape("null", "null", "{}", "null", "true"), "table=items"),
      "no-subsets", new Claim(shape("null", "null", "{}", "null", "false"), "table=items"),
      "pinned",
          new Claim(shape("null", "null", "{}", "\"full\"", "true"), "table=items&replica=full"),
      "injecting",
          new Claim(
              shape(
                  "\"a = $1 \\r\\nX: y\"",
                  "null",
                  "{\"1\":\"&table=secrets#\\r\\n\"}",
                  "null",
                  "true"),
              "table=items&where=a%20%3D%20%241%20%0D%0AX%3A%20y&params%5B1%5D=%26table%3Dsecrets%23%0D%0A"));

  private static ProxyFixture proxy;

  record Claim(String shape, String upstream) {}

  @BeforeAll
  static void start() throws Exception {
    proxy = new ProxyFixture(Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
  }

  private static String shape(
      String where, String columns, String params, String replica, String subsets) {
    return "{\"namespace\":null,\"table\":\"items\",\"where\":" + where + ",\"columns\":" + columns
        + ",\"params\":" + params + ",\"queryable_columns\":null,\"replica\":" + replica
        + ",\"subsets\":" + subsets + "}";
  }

  /** Tokens and bearers have place-holders of their own, as each row gets fresh ones. */
  static List<Row> rows() {
    Map<String, String> known = new HashMap<>(Map.of("a", "a", "good", GOOD));
    for (String name : CLAIMS.keySet()) {
      known.put("token-" + name, "\u0001" + name + "\u0002");
    }
    return AttackTable.read("attacks.txt", known);
  }

  @TestFactory
  Stream<DynamicContainer> isRefusedOrArrivesAsTheClaimSays() {
    Map<String, List<Row>> sections = rows().stream()
        .filter(row -> row.attackClass() != ExpiryAttackIT.CLASS)
        .collect(Collectors.groupingBy(Row::section, Collectors.toList()));
    return sections.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(section -> DynamicContainer.dynamicContainer(
            section.getKey(),
            section.getValue().stream()
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> attack(row)))));
  }

  @Test
  void thereAreEnoughAndEveryClassThatTheTableIsForHasSome() {
    Set<List<String>> distinct = new HashSet<>();
    rows().forEach(row -> distinct.add(row.columns().subList(1, row.columns().size())));
    assertTrue(distinct.size() >= AT_LEAST, "only " + distinct.size());
    assertEquals(
        Set.of(1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18),
        rows().stream().map(Row::attackClass).collect(Collectors.toSet()));
  }

  private static void attack(Row row) throws Exception {
    Map<String, String> tokens = new HashMap<>();
    Function<String, String> token = name ->
        tokens.computeIfAbsent(name, claim -> ShapeTokens.of(CLAIMS.get(claim).shape()));
    proxy.upstream.reset();

    RawHttp.Answer answer = RawHttp.send(proxy.port, request(row, token));

    assertLeaksNothing(answer, tokens);
    Matcher arrives = ARRIVES.matcher(row.column(0));
    if (arrives.matches()) {
      String claim =
          tokens.isEmpty() ? "restricted" : tokens.keySet().iterator().next();
      assertArrived(row, claim, arrives, answer);
    } else {
      assertRefused(row, answer);
    }
    assertAGoodRequestWorks(proxy);
  }

  /** A method and a target, or the whole request behind the word RAW. */
  static String request(Row row, Function<String, String> token) {
    String request = row.column(1);
    String headers = filled(row.column(2), token);
    String body = filled(row.column(3), token);
    if (request.startsWith("RAW ")) {
      return filled(request.substring(4), token);
    }
    StringBuilder bytes = new StringBuilder(filled(request, token))
        .append(" HTTP/1.1\r\nHost: shapes.example\r\nConnection: close\r\n");
    if (headers.startsWith("-Authorization")) {
      headers = headers.substring("-Authorization".length()).strip();
    } else if (!AUTHORIZATION.matcher(headers).find()) {
      bytes.append("Authorization: Bearer ").append(token.apply("restricted")).append("\r\n");
    }
    if (!body.isEmpty() && !headers.matches("(?is).*(content-length|transfer-encoding).*")) {
      bytes.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    return bytes
        .append(headers)
        .append(headers.isEmpty() ? "" : "\r\n")
        .append("\r\n")
        .append(body)
        .toString();
  }

  private static String filled(String text, Function<String, String> token) {
    return Pattern.compile("\u0001([a-z-]+)\u0002")
        .matcher(text)
        .replaceAll(place -> token.apply(place.group(1)));
  }

  private static void assertRefused(Row row, RawHttp.Answer answer) {
    proxy.assertNothingArrived();
    String[] expected = row.column(0).split(" ", -1);
    boolean mayBeSilent = expected[0].equals("closed");
    if (mayBeSilent && answer.text().isEmpty()) {
      return;
    }
    assertEquals(Integer.parseInt(expected[mayBeSilent ? 1 : 0]), answer.status(), answer.text());
    assertEquals(1, answer.text().split("HTTP/\\d\\.\\d \\d", -1).length - 1, answer.text());
    if (answer.rawBody().isEmpty() && expected[expected.length - 1].equals("501")) {
      return;
    }
    assertEquals("application/problem+json", answer.header("content-type"));
    assertEquals("no-store", answer.header("cache-control"));
    if (!row.column(1).startsWith("HEAD ")) {
      JsonObject problem = new JsonObject(answer.body());
      assertEquals(expected[expected.length - 1], problem.getString("code"));
      assertEquals(answer.status(), problem.getInteger("status"));
    }
  }

  private static void assertArrived(Row row, String claim, Matcher arrives, RawHttp.Answer answer) {
    RawUpstream.Arrival arrival = proxy.onlyArrival();
    String method = row.column(1).replaceFirst("^RAW ", "").strip().split("\\s", 2)[0];
    assertEquals(
        method + " /v1/shape?" + CLAIMS.get(claim).upstream() + orEmpty(arrives.group(1))
            + "&secret=" + ProxyFixture.ELECTRIC_SECRET + " HTTP/1.1",
        arrival.requestLine());
    assertEquals(orEmpty(arrives.group(2)), arrival.body());
    assertEquals(
        List.of(),
        arrival.headerNames().stream().filter(name -> !HEADERS.contains(name)).toList(),
        "headers that no client may bring to Electric");
    assertEquals(200, answer.status(), answer.text());
    assertTrue(answer.header("cache-control").startsWith("private"), answer.head());
    assertTrue(answer.header("vary").contains("Authorization"), answer.head());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static void assertLeaksNothing(RawHttp.Answer answer, Map<String, String> tokens) {
    assertFalse(answer.text().contains(ProxyFixture.ELECTRIC_SECRET), answer.text());
    assertFalse(answer.text().contains(ShapeTokens.SECRET), answer.text());
    tokens.values().forEach(token -> assertFalse(answer.text().contains(token), answer.text()));
  }

  static void assertAGoodRequestWorks(ProxyFixture proxy) throws Exception {
    proxy.upstream.reset();

    RawHttp.Answer answer = proxy.get(GOOD, ShapeTokens.of(RESTRICTED));

    assertEquals(200, answer.status(), answer.text());
    assertEquals(RawUpstream.ROWS, answer.body());
    assertEquals(
        "GET /v1/shape?" + CLAIMS.get("restricted").upstream() + "&offset=-1&secret="
            + ProxyFixture.ELECTRIC_SECRET + " HTTP/1.1",
        proxy.onlyArrival().requestLine());
  }
}
