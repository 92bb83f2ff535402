package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code explain} and {@code subject}, which stand beside those of a shape. What cannot be understood is a
 * {@link ContractException}.
 */
final class ExplainFields {
  private static final String EXPLAIN = "explain";
  private static final String SUBJECT = "subject";

  private boolean given;
  private boolean explain;
  private @Nullable JsonObject subject;

  /** Takes them out of a query or a form; what is left is the shape's. */
  Map<String, String> takeFrom(Map<String, String> fields) {
    if (fields.containsKey(SUBJECT)) {
      throw new ContractException("a subject to explain stands in a JSON body, and only there");
    }
    Map<String, String> rest = new HashMap<>(fields);
    String text = rest.remove(EXPLAIN);
    if (text != null) {
      give(
          switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ContractException("explain must be true or false");
          });
    }
    return rest;
  }

  /** Takes them out of a JSON body; null is as if the field were not there. */
  JsonObject takeFrom(JsonObject fields) {
    if (fields.containsKey(EXPLAIN)) {
      Object flag = fields.remove(EXPLAIN);
      if (flag != null && !(flag instanceof Boolean)) {
        throw new ContractException("explain must be true or false, without quotes");
      }
      give(Boolean.TRUE.equals(flag));
    }
    Object whom = fields.remove(SUBJECT);
    if (whom != null && !(whom instanceof JsonObject)) {
      throw new ContractException("subject must be an object, such as {\"id\": \"bob\"}");
    }
    subject = (JsonObject) whom;
    return fields;
  }

  /** Null where the request asks for a token. */
  @Nullable
  ExplainRequest toRequest() {
    if (subject != null && !explain) {
      throw new ContractException("a subject may be given together with \"explain\": true only");
    }
    return explain
        ? new ExplainRequest(subject == null ? null : DryRunSubject.read(subject))
        : null;
  }

  private void give(boolean value) {
    if (given) {
      throw new ContractException("explain is given in the query and in the body");
    }
    given = true;
    explain = value;
  }
}
