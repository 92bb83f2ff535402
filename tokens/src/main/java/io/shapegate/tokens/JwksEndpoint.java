package io.shapegate.tokens;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a JWKS document (RFC 7517, section 5), directly or by way of an OpenID Connect issuer's discovery document.
 * Answers of over 256 KiB, redirects, and what takes over 5 s are failures.
 */
public final class JwksEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(JwksEndpoint.class);
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 262_144;
  private static final int MAX_KEYS = 100;
  private static final int OK = 200;

  private final HttpClient client;
  private final URI url;
  private final boolean discover;

  private JwksEndpoint(Vertx vertx, URI url, boolean discover) {
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
    this.url = url;
    this.discover = discover;
  }

  /** The key set at that URL. */
  public static JwksEndpoint at(Vertx vertx, URI url) {
    return new JwksEndpoint(vertx, url, false);
  }

  /** The key set that the issuer's {@code /.well-known/openid-configuration} points to. */
  public static JwksEndpoint discoveredFrom(Vertx vertx, URI issuer) {
    return new JwksEndpoint(vertx, issuer, true);
  }

  /** The usable keys; fails where there are none. */
  Future<List<PublicJwk>> fetch() {
    return (discover ? discovered() : Future.succeededFuture(url))
        .compose(this::get)
        .map(this::usableKeys);
  }

  private Future<URI> discovered() {
    return get(URI.create(url + "/.well-known/openid-configuration")).map(document -> {
      if (!(document.getValue("issuer") instanceof String issuer)
          || !stripped(issuer).equals(url.toString())) {
        throw new ContractException(url + " says that it is another issuer");
      }
      if (!(document.getValue("jwks_uri") instanceof String jwks)
          || !jwks.startsWith(url.getScheme() + "://")) {
        throw new ContractException(url + " has no jwks_uri of the same scheme");
      }
      return URI.create(jwks);
    });
  }

  private Future<JsonObject> get(URI target) {
    RequestOptions options = new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setAbsoluteURI(target.toString())
        .setTimeout(TIMEOUT_MILLIS)
        .putHeader("accept", "application/json");
    return client
        .request(options)
        .compose(request -> request.send().compose(this::body))
        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .map(body -> StrictJson.object(body.getBytes()))
        .recover(failure ->
            Future.failedFuture(new ContractException(target + ": " + failure.getMessage())));
  }

  private Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != OK) {
      response.request().reset();
      return Future.failedFuture(new ContractException("answered " + response.statusCode()));
    }
    Buffer body = Buffer.buffer();
    return Future.future(promise -> response
        .handler(chunk -> {
          if (body.length() + chunk.length() > MAX_BYTES) {
            promise.tryFail(new ContractException("answered over " + MAX_BYTES + " bytes"));
            response.request().reset();
          } else {
            body.appendBuffer(chunk);
          }
        })
        .exceptionHandler(promise::tryFail)
        .endHandler(end -> promise.tryComplete(body)));
  }

  private List<PublicJwk> usableKeys(JsonObject document) {
    if (!(document.getValue("keys") instanceof JsonArray entries) || entries.size() > MAX_KEYS) {
      throw new ContractException(url + " has no array of up to " + MAX_KEYS + " keys");
    }
    List<PublicJwk> usable = new ArrayList<>();
    for (Object entry : entries) {
      try {
        usable.add(PublicJwk.fromJson((JsonObject) Objects.requireNonNull(entry)));
      } catch (UnusableKeyException | ClassCastException | NullPointerException e) {
        LOG.debug("{}: a key is skipped: {}", url, e.getMessage());
      }
    }
    if (usable.isEmpty()) {
      throw new ContractException(url + " has no usable key");
    }
    return List.copyOf(usable);
  }

  private static String stripped(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }
}
