package io.shapegate.contract;

import java.util.List;
import java.util.Set;

/**
 * The query parameters of Electric's {@code /v1/shape} by who may set them, and the headers of its answers. Source: {@code
 * Electric.Shapes.Api.Params} and the TypeScript client's {@code ELECTRIC_PROTOCOL_QUERY_PARAMS}.
 */
public final class ElectricParameters {
  public static final String TABLE = "table";
  public static final String WHERE = "where";
  public static final String COLUMNS = "columns";
  public static final String QUERYABLE_COLUMNS = "queryable_columns";
  public static final String REPLICA = "replica";
  public static final String PARAMS = "params";
  public static final String SECRET = "secret";

  public static final String OFFSET = "offset";
  public static final String HANDLE = "handle";
  public static final String LIVE = "live";
  public static final String LIVE_SSE = "live_sse";
  public static final String EXPERIMENTAL_LIVE_SSE = "experimental_live_sse";
  public static final String CURSOR = "cursor";
  public static final String LOG = "log";
  public static final String EXPIRED_HANDLE = "expired_handle";
  public static final String CACHE_BUSTER = "cache-buster";

  /** The prefix of a subset query's parameters in a GET, as in {@code subset__where}. */
  public static final String SUBSET_PREFIX = "subset__";

  /** The keys of a subset query, which are the body of a POST. */
  public static final Set<String> SUBSET_KEYS =
      Set.of("where", "params", "limit", "offset", "order_by");

  /** What defines a shape, and so comes from the claim alone. */
  public static final Set<String> SHAPE =
      Set.of(TABLE, WHERE, COLUMNS, QUERYABLE_COLUMNS, REPLICA, PARAMS);

  /** The headers of an answer that a client in a browser must be able to read. */
  public static final List<String> CLIENT_HEADERS = List.of(
      "electric-cursor",
      "electric-handle",
      "electric-has-data",
      "electric-internal-known-error",
      "electric-offset",
      "electric-schema",
      "electric-snapshot",
      "electric-up-to-date");

  private ElectricParameters() {}
}
