package io.shapegate.develectric;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/**
 * The publication that somebody else made, as with Electric's {@code ELECTRIC_MANUAL_TABLE_PUBLISHING=true}: nothing is
 * altered, so a role that owns nothing is enough. A table that is not in it, or lacks REPLICA IDENTITY FULL, has no shape.
 */
final class GivenPublication implements Publication {
  /** What Electric calls its own, unless it is told otherwise. */
  private static final String NAME = "electric_publication_default";

  private static final String EXISTS = "SELECT FROM pg_publication WHERE pubname = '" + NAME
      + "' AND pubinsert AND pubupdate AND pubdelete AND pubtruncate";
  private static final String UNFIT = """
      SELECT c.oid::regclass::text, c.relreplident = 'f' AS complete
        FROM pg_class c
       WHERE c.oid = ANY(?)
         AND (c.relreplident <> 'f' OR NOT EXISTS (
               SELECT FROM pg_publication_tables t JOIN pg_namespace n ON n.nspname = t.schemaname
                WHERE t.pubname = ? AND t.tablename = c.relname AND n.oid = c.relnamespace))
       LIMIT 1""";

  private final Database database;

  GivenPublication(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void open() throws SQLException {
    boolean there = database.read(connection -> {
      try (ResultSet row = connection.createStatement().executeQuery(EXISTS)) {
        return row.next();
      }
    });
    if (!there) {
      throw new SQLException("the publication " + NAME + " is missing, or leaves operations out");
    }
  }

  @Override
  public void add(Set<Long> wanted) throws SQLException {
    database.read(connection -> {
      requireFit(connection, wanted);
      return true;
    });
  }

  @Override
  public void close() {
    // It is not ours.
  }

  private static void requireFit(Connection connection, Set<Long> wanted) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(UNFIT)) {
      query.setArray(1, connection.createArrayOf("oid", wanted.toArray()));
      query.setString(2, NAME);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          throw new SQLException(row.getString(1)
              + (row.getBoolean(2)
                  ? " is missing from the publication " + NAME
                  : " does not have its replica identity set to full"));
        }
      }
    }
  }
}
