package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import io.shapegate.contract.ElectricParameters;
import io.shapegate.contract.Replica;
import io.shapegate.contract.UpstreamQuery;
import io.shapegate.launcher.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that goes to Electric, built from the claim: the shape is the granted one, everything else has been checked,
 * and the secret is ours. No text of the client's request is copied.
 *
 * @param uri the parts of path and query, of which most serve many requests: the path first, the secret last, so it is
 *     never logged
 * @param body of a POST; null for any other method
 * @param isLive whether it waits for changes
 */
record UpstreamRequest(
    HttpMethod method,
    List<AsciiString> uri,
    RequestHeaders headers,
    @Nullable Buffer body,
    boolean isLive) {
  /** Electric answers 414 beyond 10,000 bytes of request line; this leaves room for method and version. */
  private static final int MAX_URI = 9_950;

  /** Enough for what is not the URI, but for unusual headers of the client. */
  private static final int USUAL_HEADERS = 512;

  private static final AsciiString HOST = AsciiString.cached(" HTTP/1.1\r\nhost: ");
  private static final AsciiString JSON_OF =
      AsciiString.cached("content-type: application/json\r\ncontent-length: ");

  /** What all requests to one Electric have in common: path and secret. */
  record Target(AsciiString path, AsciiString secretParameter) {
    static Target of(ProxyConfig config) {
      Secret secret = config.electricSecret();
      String parameter = secret == null
          ? ""
          : "&" + ElectricParameters.SECRET + "=" + UpstreamQuery.encode(secret.value());
      String path = URI.create(config.electricUrl().toASCIIString()).getRawPath();
      return new Target(AsciiString.of(path + "/v1/shape?"), AsciiString.of(parameter));
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
    boolean hasBody = method.equals(HttpMethod.POST);
    List<AsciiString> uri = new ArrayList<>(6);
    uri.add(target.path);
    uri.add(grant.upstreamQuery());
    if (replica != null) {
      uri.add(parameters(Map.of(ElectricParameters.REPLICA, replica.toString())));
    }
    uri.add(asked.position().query());
    if (!hasBody && asked.subset().isPresent()) {
      uri.add(parameters(asked.subset().toParameters()));
    }
    uri.add(target.secretParameter);
    return new UpstreamRequest(
        method,
        uri,
        headers,
        hasBody ? asked.subset().toBody() : null,
        asked.position().isLive());
  }

  boolean fits() {
    return uriLength() <= MAX_URI;
  }

  /** The query without the secret. */
  String query() {
    return String.join("", uri.subList(1, uri.size() - 1));
  }

  /**
   * The whole request as HTTP/1.1. Written here and not by an HTTP library, as all of it is known to be free of what would
   * need a check, which is most of what a library takes for it.
   *
   * @param authority Electric's, for {@code Host}
   */
  ByteBuf toBytes(ByteBufAllocator allocator, String authority) {
    int bodyLength = body == null ? 0 : body.length();
    ByteBuf request = allocator.directBuffer(uriLength() + USUAL_HEADERS + bodyLength);
    ByteBufUtil.writeAscii(request, method.name());
    request.writeByte(' ');
    uri.forEach(part -> ByteBufUtil.writeAscii(request, part));
    ByteBufUtil.writeAscii(request, HOST);
    ByteBufUtil.writeAscii(request, authority);
    ByteBufUtil.writeAscii(request, RequestHeaders.LINE_END);
    headers.writeTo(request);
    if (body != null) {
      ByteBufUtil.writeAscii(request, JSON_OF);
      ByteBufUtil.writeAscii(request, String.valueOf(bodyLength));
      ByteBufUtil.writeAscii(request, RequestHeaders.LINE_END);
    }
    ByteBufUtil.writeAscii(request, RequestHeaders.LINE_END);
    return body == null ? request : request.writeBytes(body.getBytes());
  }

  private int uriLength() {
    int length = 0;
    for (AsciiString part : uri) {
      length += part.length();
    }
    return length;
  }

  /** As a part of a query, {@code &} before each. */
  private static AsciiString parameters(Map<String, String> values) {
    StringBuilder query = new StringBuilder();
    values.forEach((name, value) ->
        query.append('&').append(name).append('=').append(UpstreamQuery.encode(value)));
    return AsciiString.of(query);
  }

  @Override
  public String toString() {
    return method + " [hidden]";
  }
}
