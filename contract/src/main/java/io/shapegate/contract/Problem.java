package io.shapegate.contract;

import io.vertx.core.json.JsonObject;

/**
 * An error as we write it to a client: RFC 9457.
 *
 * @param status of the HTTP answer
 * @param code a word for programs; part of the contract
 * @param title the same for every problem with this code
 * @param detail what is wrong this time, and how to mend it
 */
public record Problem(int status, String code, String title, String detail) {
  public static final String CONTENT_TYPE = "application/problem+json";

  /** The body; {@code request_id} is what the log calls the request. */
  public JsonObject toJson(String requestId) {
    return new JsonObject()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .put("code", code)
        .put("request_id", requestId);
  }
}
