package io.shapegate.develectric;

import java.sql.SQLException;
import java.util.Set;

/** The publication that decides which tables the replication stream carries. */
interface Publication {
  String name();

  /** Starts over, before the stream is followed. */
  void open() throws SQLException;

  /** Returns once the stream carries all changes of these tables, by their object ids, with the whole old row. */
  void add(Set<Long> wanted) throws SQLException;

  /** At the end of the process. */
  void close() throws SQLException;
}
