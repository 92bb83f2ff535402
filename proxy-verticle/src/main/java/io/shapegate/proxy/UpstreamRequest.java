package io.shapegate.proxy;

import io.shapegate.contract.ElectricParameters;
import io.shapegate.contract.Shape;
import io.shapegate.contract.UpstreamQuery;
import io.shapegate.launcher.Secret;
import io.vertx.core.http.HttpMethod;

/**
 * The request line that goes to Electric, built from the claim: the shape is the granted one, everything else has been
 * checked, and the secret is ours. No text of the client's request is copied.
 *
 * @param uri path and query; holds the secret, so it is never logged
 */
record UpstreamRequest(HttpMethod method, String uri) {
  /** Electric answers 414 beyond 10,000 bytes of request line; this leaves room for method and version. */
  private static final int MAX_URI = 9_950;

  static UpstreamRequest of(
      HttpMethod method, ProxyConfig config, Shape shape, ShapeRequest asked) {
    StringBuilder uri = new StringBuilder(config.electricUrl().getRawPath())
        .append("/v1/shape?")
        .append(UpstreamQuery.of(shape));
    asked.position().parameters().forEach((name, value) -> append(uri, name, value));
    if (!method.equals(HttpMethod.POST)) {
      asked.subset().toParameters().forEach((name, value) -> append(uri, name, value));
    }
    Secret secret = config.electricSecret();
    if (secret != null) {
      append(uri, ElectricParameters.SECRET, secret.value());
    }
    return new UpstreamRequest(method, uri.toString());
  }

  boolean fits() {
    return uri.length() <= MAX_URI;
  }

  private static void append(StringBuilder uri, String name, String value) {
    uri.append('&').append(name).append('=').append(UpstreamQuery.encode(value));
  }

  @Override
  public String toString() {
    return method + " [hidden]";
  }
}
