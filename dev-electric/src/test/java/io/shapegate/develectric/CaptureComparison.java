package io.shapegate.develectric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares our answers with the recorded ones, and remembers which varying values correspond. */
final class CaptureComparison {
  /** Compared by rules of their own below, or not at all: date, request id, length of a body that varies. */
  private static final Set<String> VARYING = Set.of(
      "date",
      "x-request-id",
      "content-length",
      "electric-server",
      "electric-schema",
      "etag",
      "electric-handle",
      "electric-offset",
      "electric-cursor");

  private final Correspondence handles = new Correspondence("handle");
  private final Correspondence lsns = new Correspondence("LSN");
  private final Correspondence transactions = new Correspondence("transaction id");

  /** The recorded request with our handles and offsets. */
  String target(String recorded) {
    StringBuilder target = new StringBuilder();
    for (String part : recorded.split("(?=[&?])", -1)) {
      if (part.startsWith("&handle=") || part.startsWith("?handle=")) {
        target.append(part, 0, 8).append(handles.ours(part.substring(8)));
      } else if (part.startsWith("&offset=") || part.startsWith("?offset=")) {
        target.append(part, 0, 8).append(offset(part.substring(8)));
      } else {
        target.append(part);
      }
    }
    return target.toString();
  }

  /** Of the form handle:offset:offset, with a last part of its own where the answer holds no news. */
  String etag(String recorded) {
    String[] parts = recorded.replace("\"", "").split(":", -1);
    return '"' + handles.ours(parts[0]) + ":" + offset(parts[1]) + ":" + offset(parts[2]);
  }

  void headers(Capture capture, Map<String, String> ours) {
    assertEquals(
        new TreeSet<>(capture.headers().keySet()), new TreeSet<>(ours.keySet()), "header names");
    capture.headers().forEach((name, value) -> {
      if (!VARYING.contains(name)) {
        assertEquals(value, ours.get(name), name);
      }
    });
    assertTrue(ours.get("electric-server").startsWith("dev-electric/"));
    assertTrue(ours.get("x-request-id").length() >= 20);
    varying(capture.headers(), ours);
  }

  private void varying(Map<String, String> recorded, Map<String, String> ours) {
    if (recorded.containsKey("electric-handle")) {
      handles.meet(recorded.get("electric-handle"), ours.get("electric-handle"));
    }
    if (recorded.containsKey("electric-offset")) {
      meetOffset(recorded.get("electric-offset"), ours.get("electric-offset"));
    }
    if (recorded.containsKey("electric-schema")) {
      assertEquals(
          new JsonObject(recorded.get("electric-schema")),
          new JsonObject(ours.get("electric-schema")));
    }
    if (recorded.containsKey("etag")) {
      assertTrue(
          ours.get("etag").startsWith(etag(recorded.get("etag"))), "etag " + ours.get("etag"));
      assertEquals(
          recorded.get("etag").split(":", -1).length,
          ours.get("etag").split(":", -1).length,
          "parts of the etag");
    }
    if (recorded.containsKey("electric-cursor")) {
      assertTrue(Long.parseLong(ours.get("electric-cursor")) > 60_000_000);
    }
  }

  void body(String recorded, String ours) {
    Object expected = recorded.isBlank() ? "" : Json.decodeValue(recorded);
    Object actual = ours.isBlank() ? "" : Json.decodeValue(ours);
    if (expected instanceof JsonArray messages) {
      messages(messages, (JsonArray) actual);
    } else if (expected instanceof JsonObject object && object.containsKey("metadata")) {
      subset(object, (JsonObject) actual);
    } else {
      assertEquals(expected, actual);
    }
  }

  void messages(JsonArray recorded, JsonArray ours) {
    List<JsonObject> expected = sorted(recorded);
    List<JsonObject> actual = sorted(ours);
    assertEquals(expected.size(), actual.size(), "messages in " + ours.encode());
    for (int i = 0; i < expected.size(); i++) {
      message(expected.get(i), actual.get(i));
    }
  }

  /** The rows of a snapshot come in the order of the heap, which is nobody's promise; the log's do not. */
  private static List<JsonObject> sorted(JsonArray messages) {
    List<JsonObject> all =
        new ArrayList<>(messages.stream().map(JsonObject.class::cast).toList());
    int end = 0;
    while (end < all.size() && all.get(end).containsKey("key") && !isLogged(all.get(end))) {
      end++;
    }
    all.subList(0, end).sort(Comparator.comparing(message -> message.getString("key")));
    return all;
  }

  private static boolean isLogged(JsonObject message) {
    return message.getJsonObject("headers").containsKey("lsn");
  }

  private void message(JsonObject recorded, JsonObject ours) {
    JsonObject expected = recorded.getJsonObject("headers");
    JsonObject actual = ours.getJsonObject("headers");
    assertEquals(without(recorded, "headers"), without(ours, "headers"));
    assertEquals(
        new HashSet<>(expected.fieldNames()),
        new HashSet<>(actual.fieldNames()),
        "message headers");
    if (expected.containsKey("lsn")) {
      lsns.meet(expected.getString("lsn"), actual.getString("lsn"));
      String recordedId = expected.getJsonArray("txids").getLong(0).toString();
      transactions.meet(recordedId, actual.getJsonArray("txids").getLong(0).toString());
    }
    if (expected.containsKey("global_last_seen_lsn")) {
      lsns.meetIfKnown(
          expected.getString("global_last_seen_lsn"), actual.getString("global_last_seen_lsn"));
    }
    if (expected.containsKey("xmin")) {
      visibility(actual);
    }
    String[] varying = {
      "lsn", "txids", "global_last_seen_lsn", "xmin", "xmax", "xip_list", "snapshot_mark"
    };
    assertEquals(without(expected, varying), without(actual, varying));
  }

  private void subset(JsonObject recorded, JsonObject ours) {
    JsonObject metadata = ours.getJsonObject("metadata");
    assertEquals(recorded.getJsonObject("metadata").fieldNames(), metadata.fieldNames());
    visibility(metadata);
    assertTrue(metadata.getString("database_lsn").matches("\\d+"));
    Integer mark = metadata.getInteger("snapshot_mark");
    assertNotNull(mark);
    JsonArray rows = ours.getJsonArray("data");
    assertEquals(recorded.getJsonArray("data").size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      message(recorded.getJsonArray("data").getJsonObject(i), rows.getJsonObject(i));
      assertEquals(
          mark, rows.getJsonObject(i).getJsonObject("headers").getInteger("snapshot_mark"));
    }
  }

  private static void visibility(JsonObject ours) {
    long xmin = Long.parseLong(ours.getString("xmin"));
    long xmax = Long.parseLong(ours.getString("xmax"));
    assertTrue(xmin <= xmax);
    for (Object running : ours.getJsonArray("xip_list")) {
      long xid = Long.parseLong((String) running);
      assertTrue(xid >= xmin && xid < xmax);
    }
  }

  private static JsonObject without(JsonObject object, String... fields) {
    JsonObject rest = object.copy();
    for (String field : fields) {
      rest.remove(field);
    }
    return rest;
  }

  private String offset(String recorded) {
    int bar = recorded.indexOf('_');
    return bar < 0 ? recorded : lsns.ours(recorded.substring(0, bar)) + recorded.substring(bar);
  }

  private void meetOffset(String recorded, String ours) {
    assertEquals(
        recorded.replaceAll(".*_", ""), ours.replaceAll(".*_", ""), "operation of offset " + ours);
    if (recorded.startsWith("0_")) {
      assertEquals(recorded, ours);
    } else {
      lsns.meet(recorded.replaceAll("_.*", ""), ours.replaceAll("_.*", ""));
    }
  }
}
