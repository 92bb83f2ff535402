package io.shapegate.systemtests;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What becomes of the recorded answers on their way through the proxy, each with its reason. */
final class ReplayExpectations {
  private static final String EXPOSED =
      "electric-cursor,electric-handle,electric-has-data,electric-internal-known-error,electric-offset,electric-schema,"
          + "electric-snapshot,electric-up-to-date,etag,retry-after,shapegate-token-ttl,www-authenticate,x-request-id";

  /** What becomes of a header of Electric's, and why; any other header that arrives is a failure. */
  private static final Map<String, Change> HEADERS = Map.ofEntries(
      entry("content-type", Change.kept("how to read the body")),
      entry("content-encoding", Change.kept("how to read the body")),
      entry("content-length", Change.kept("the body is the same")),
      entry("date", Change.kept("the age of what the client caches begins here")),
      entry("etag", Change.kept("the client's cache asks with it")),
      entry("retry-after", Change.kept("the client's floor for its next try")),
      entry("electric-cursor", Change.kept("protocol")),
      entry("electric-handle", Change.kept("protocol")),
      entry("electric-has-data", Change.kept("protocol")),
      entry("electric-internal-known-error", Change.kept("protocol")),
      entry("electric-offset", Change.kept("protocol")),
      entry("electric-schema", Change.kept("protocol")),
      entry("electric-snapshot", Change.kept("protocol")),
      entry("electric-up-to-date", Change.kept("protocol, with its empty value")),
      entry(
          "cache-control", Change.to(ReplayExpectations::privately, "no shared cache may keep it")),
      entry(
          "vary", Change.to(vary -> "Authorization, Accept-Encoding", "each token has its answer")),
      entry(
          "access-control-allow-origin",
          Change.to(any -> "*", "CORS is the proxy's, see CORS_ORIGINS")),
      entry("access-control-expose-headers", Change.to(any -> EXPOSED, "CORS is the proxy's")),
      entry("access-control-allow-methods", Change.dropped("only in the proxy's own preflight")),
      entry("access-control-max-age", Change.dropped("only in the proxy's own preflight")),
      entry("x-request-id", Change.dropped("the proxy's own stands in its place, as in its log")),
      entry("electric-server", Change.dropped("the version is not for clients")),
      entry("surrogate-control", Change.dropped("addresses shared caches")),
      entry("connection", Change.dropped("of the other connection")),
      entry("transfer-encoding", Change.dropped("of the other connection")));

  /** Headers that are the proxy's own, or those of its connection to the client. */
  private static final List<String> OWN =
      List.of("x-request-id", "shapegate-token-ttl", "connection", "transfer-encoding");

  /** Requests that Electric never hears of, with the proxy's own answer. */
  static final Map<Integer, Refusal> NOT_FORWARDED = Map.ofEntries(
      entry(1, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(2, new Refusal(404, "", "no path of the proxy's")),
      entry(3, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(4, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(5, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(6, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(30, new Refusal(400, "bad_request", "params as JSON, another spelling")),
      entry(
          56,
          new Refusal(
              400, "bad_request", "a body with subset, which would let other keys override")),
      entry(58, new Refusal(400, "bad_request", "a body that is no JSON")),
      entry(59, new Refusal(400, "bad_request", "a body that is no object")),
      entry(63, new Refusal(400, "bad_request", "a body with a key that is no subset's")),
      entry(65, new Refusal(400, "bad_request", "no table in the query")),
      entry(69, new Refusal(400, "bad_request", "no table")),
      entry(70, new Refusal(400, "bad_request", "no table")),
      entry(72, new Refusal(400, "bad_request", "an offset of another form")),
      entry(75, new Refusal(400, "bad_request", "no name of a table")),
      entry(86, new Refusal(400, "bad_request", "a column without a name")),
      entry(87, new Refusal(400, "bad_request", "an unknown replica")),
      entry(88, new Refusal(400, "bad_request", "an unknown log")),
      entry(94, new Refusal(405, "method_not_allowed", "PUT")),
      entry(95, new Refusal(405, "method_not_allowed", "DELETE")),
      entry(96, new Refusal(405, "method_not_allowed", "PATCH")),
      entry(97, new Refusal(204, "", "the preflight is the proxy's")),
      entry(98, new Refusal(204, "", "the preflight is the proxy's")),
      entry(99, new Refusal(404, "not_found", "no path of the proxy's")),
      entry(101, new Refusal(404, "not_found", "another spelling of the path")),
      entry(102, new Refusal(404, "not_found", "another spelling of the path")),
      entry(103, new Refusal(400, "bad_request", "a name twice")),
      entry(121, new Refusal(404, "not_found", "no path of the proxy's")));

  /** Answers that no client sees. */
  static final Map<Integer, Refusal> REPLACED = Map.of(
      62, new Refusal(502, "electric_refused", "401: the proxy's secret, not the client's matter"),
      66, new Refusal(502, "electric_refused", "401"),
      67, new Refusal(502, "electric_refused", "401"));

  /**
   * @param value from Electric's to the client's
   */
  private record Change(UnaryOperator<String> value, boolean passes, String reason) {
    static Change kept(String reason) {
      return new Change(value -> value, true, reason);
    }

    static Change to(UnaryOperator<String> value, String reason) {
      return new Change(value, true, reason);
    }

    static Change dropped(String reason) {
      return new Change(value -> value, false, reason);
    }
  }

  record Refusal(int status, String code, String reason) {}

  private ReplayExpectations() {}

  static Map<String, String> expectedHeaders(RecordedAnswer recorded) {
    Map<String, String> expected = new TreeMap<>();
    recorded.headers().forEach(header -> {
      Change change = HEADERS.get(header.getKey());
      assertTrue(change != null, "nobody said what becomes of " + header.getKey());
      if (change.passes()) {
        expected.put(header.getKey(), change.value().apply(header.getValue()));
      }
    });
    return expected;
  }

  static Map<String, String> headers(RawHttp.Answer answer) {
    Map<String, String> headers = new TreeMap<>();
    answer.head().lines().skip(1).forEach(line -> {
      String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
      if (!OWN.contains(name)) {
        String twice = headers.put(name, line.substring(name.length() + 1).strip());
        assertTrue(twice == null, name + " twice");
      }
    });
    return headers;
  }

  /** As the documentation says, written once more. */
  private static String privately(String cacheControl) {
    return "private, "
        + Arrays.stream(cacheControl.split(", ", -1))
            .filter(directive -> !directive.equals("public") && !directive.startsWith("s-maxage"))
            .collect(Collectors.joining(", "));
  }
}
