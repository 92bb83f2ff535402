package io.shapegate.policy;

import java.util.Set;

/** Words that are no column without quotes. */
final class PostgresKeywords {
  /**
   * The reserved keywords of Postgres 17 and those that may only be a type or a function ({@code pg_get_keywords()}, R and
   * T). Some of them call a function: {@code current_user}.
   */
  private static final Set<String> NO_COLUMN = Set.of("""
      all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
      column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
      current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
      from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
      localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
      returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
      unique user using variadic verbose when where window with
      """.trim().split("\\s+"));

  /** Columns that every table has, also those of earlier releases. */
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("cmax", "cmin", "ctid", "oid", "tableoid", "xmax", "xmin");

  private PostgresKeywords() {}

  static boolean isNoColumn(String word) {
    return NO_COLUMN.contains(word);
  }

  static boolean isSystemColumn(String name) {
    return SYSTEM_COLUMNS.contains(name);
  }
}
