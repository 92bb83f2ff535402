package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.shapegate.contract.ElectricParameters;
import io.shapegate.contract.Replica;
import io.shapegate.contract.UpstreamQuery;
import io.shapegate.launcher.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The request that goes to Electric, built from the claim: the shape is the granted one, everything else has been checked,
 * and the secret is ours. No text of the client's request is copied.
 *
 * @param uri path and query; holds the secret, so it is never logged
 * @param body of a POST; null for any other method
 * @param isLive whether it waits for changes
 */
record UpstreamRequest(
    HttpMethod method,
    String uri,
    RequestHeaders headers,
    @Nullable Buffer body,
    boolean isLive) {
  /** Electric answers 414 beyond 10,000 bytes of request line; this leaves room for method and version. */
  private static final int MAX_URI = 9_950;

  /** What all requests to one Electric have in common: path and secret. */
  record Target(String path, String secretParameter) {
    static Target of(ProxyConfig config) {
      Secret secret = config.electricSecret();
      String parameter = secret == null
          ? ""
          : "&" + ElectricParameters.SECRET + "=" + UpstreamQuery.encode(secret.value());
      String path = URI.create(config.electricUrl().toASCIIString()).getRawPath();
      return new Target(path + "/v1/shape?", parameter);
    }

    /** The query without the secret, which stands at its end. */
    String queryOf(UpstreamRequest request) {
      return request.uri.substring(path.length(), request.uri.length() - secretParameter.length());
    }

    @Override
    public String toString() {
      return path + " [secret hidden]";
    }
  }

  /** @param replica the client's choice, where the claim leaves it one; otherwise null */
  static UpstreamRequest of(
      Target target,
      Grant grant,
      @Nullable Replica replica,
      HttpMethod method,
      ShapeRequest asked,
      RequestHeaders headers) {
    StringBuilder uri = new StringBuilder(256).append(target.path).append(grant.upstreamQuery());
    if (replica != null) {
      append(uri, ElectricParameters.REPLICA, replica.toString());
    }
    uri.append(asked.position().query());
    boolean hasBody = method.equals(HttpMethod.POST);
    if (!hasBody && asked.subset().isPresent()) {
      asked.subset().toParameters().forEach((name, value) -> append(uri, name, value));
    }
    uri.append(target.secretParameter);
    return new UpstreamRequest(
        method,
        uri.toString(),
        headers,
        hasBody ? asked.subset().toBody() : null,
        asked.position().isLive());
  }

  boolean fits() {
    return uri.length() <= MAX_URI;
  }

  /**
   * The whole request as HTTP/1.1. Written here and not by an HTTP library, as all of it is known to be free of what would
   * need a check, which is most of what a library takes for it.
   *
   * @param authority Electric's, for {@code Host}
   */
  ByteBuf toBytes(ByteBufAllocator allocator, String authority) {
    StringBuilder head = new StringBuilder(uri.length() + 256)
        .append(method.name())
        .append(' ')
        .append(uri)
        .append(" HTTP/1.1\r\nhost: ")
        .append(authority)
        .append("\r\n");
    headers.writeTo(head);
    if (body != null) {
      head.append("content-type: application/json\r\ncontent-length: ")
          .append(body.length())
          .append("\r\n");
    }
    byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    int length = bytes.length + (body == null ? 0 : body.length());
    ByteBuf request = allocator.directBuffer(length).writeBytes(bytes);
    return body == null ? request : request.writeBytes(body.getBytes());
  }

  private static void append(StringBuilder uri, String name, String value) {
    uri.append('&').append(name).append('=').append(UpstreamQuery.encode(value));
  }

  @Override
  public String toString() {
    return method + " [hidden]";
  }
}
