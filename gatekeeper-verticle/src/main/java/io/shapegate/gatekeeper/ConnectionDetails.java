package io.shapegate.gatekeeper;

import static io.shapegate.contract.ElectricParameters.COLUMNS;
import static io.shapegate.contract.ElectricParameters.PARAMS;
import static io.shapegate.contract.ElectricParameters.TABLE;
import static io.shapegate.contract.ElectricParameters.WHERE;

import io.shapegate.contract.Shape;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * What a client needs to connect. Its first fields are those of Electric's gatekeeper example; {@code params} is the option
 * of that name of Electric's TypeScript client. {@code replica} and {@code queryable_columns} are in the token alone: a
 * request without them gets those of the token.
 */
final class ConnectionDetails {
  private final String url;

  ConnectionDetails(URI proxyUrl) {
    url = proxyUrl + "/v1/shape";
  }

  JsonObject of(ShapeToken token) {
    JsonObject shape = fields(token.shape());
    JsonObject params = shape.copy();
    if (!token.shape().params().isEmpty()) {
      params.put(PARAMS, token.shape().params().toJson());
    }
    return new JsonObject()
        .put("headers", new JsonObject().put("Authorization", "Bearer " + token.text()))
        .put("url", url)
        .mergeIn(shape)
        .put(PARAMS, params)
        .put("expires_at", token.expiresAt().toString());
  }

  private static JsonObject fields(Shape shape) {
    JsonObject fields = new JsonObject().put(TABLE, shape.table().toString());
    if (shape.where() != null) {
      fields.put(WHERE, shape.where());
    }
    if (shape.columns() != null) {
      fields.put(COLUMNS, shape.columns().toString());
    }
    return fields;
  }
}
