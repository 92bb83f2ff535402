package io.shapegate.develectric;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The messages of the protocol that carry no row. */
final class Messages {
  static final String MUST_REFETCH = "[{\"headers\":{\"control\":\"must-refetch\"}}]";

  private Messages() {}

  static byte[] upToDate(long lsn) {
    return control(new JsonObject()
        .put("control", "up-to-date")
        .put("global_last_seen_lsn", Long.toString(lsn)));
  }

  static byte[] snapshotEnd(PgSnapshot snapshot) {
    return control(visibility(snapshot).put("control", "snapshot-end"));
  }

  /** Transaction ids are texts: they do not fit a JavaScript number. */
  static JsonObject visibility(PgSnapshot snapshot) {
    List<String> inProgress =
        snapshot.inProgress().stream().map(String::valueOf).toList();
    return new JsonObject()
        .put("xip_list", new JsonArray(inProgress))
        .put("xmax", Long.toString(snapshot.xmax()))
        .put("xmin", Long.toString(snapshot.xmin()));
  }

  private static byte[] control(JsonObject headers) {
    return new JsonObject().put("headers", headers).encode().getBytes(StandardCharsets.UTF_8);
  }
}
