package io.shapegate.tokens;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a JWKS document (RFC 7517, section 5), directly or by way of an OpenID Connect issuer's discovery document.
 * Answers of over 256 KiB, redirects, and what takes over 5 s in all are failures. Whatever failed is let go: a slow
 * answer holds no connection. Failures name URLs without user and query.
 */
public final class JwksEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(JwksEndpoint.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 262_144;
  private static final int MAX_KEYS = 100;
  private static final int OK = 200;

  private final HttpClient client;
  private final URI url;
  private final boolean discover;
  private final long timeoutMillis;

  JwksEndpoint(Vertx vertx, URI url, boolean discover, Duration timeout) {
    this.client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout(Math.toIntExact(timeout.toMillis())));
    this.url = url;
    this.discover = discover;
    this.timeoutMillis = timeout.toMillis();
  }

  /** The key set at that URL. */
  public static JwksEndpoint at(Vertx vertx, URI url) {
    return new JwksEndpoint(vertx, url, false, TIMEOUT);
  }

  /** The key set that the issuer's {@code /.well-known/openid-configuration} points to. */
  public static JwksEndpoint discoveredFrom(Vertx vertx, URI issuer) {
    return new JwksEndpoint(vertx, issuer, true, TIMEOUT);
  }

  /** The usable keys; fails where there are none. */
  Future<List<PublicJwk>> fetch() {
    return (discover ? discovered() : Future.succeededFuture(url))
        .compose(this::get)
        .map(this::usableKeys)
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(
            failure instanceof TimeoutException
                ? new ContractException(named(url) + ": no answer in time")
                : failure));
  }

  void close() {
    client.close();
  }

  private Future<URI> discovered() {
    return get(URI.create(url + "/.well-known/openid-configuration")).map(document -> {
      if (!(document.getValue("issuer") instanceof String issuer)
          || !stripped(issuer).equals(url.toString())) {
        throw new ContractException(named(url) + " says that it is another issuer");
      }
      if (!(document.getValue("jwks_uri") instanceof String jwks)
          || !jwks.startsWith(url.getScheme() + "://")) {
        throw new ContractException(named(url) + " has no jwks_uri of the same scheme");
      }
      return parsed(jwks);
    });
  }

  private URI parsed(String jwks) {
    try {
      return new URI(jwks);
    } catch (URISyntaxException e) {
      throw new ContractException(named(url) + " has a jwks_uri that is no URI");
    }
  }

  private Future<JsonObject> get(URI target) {
    return Future.succeededFuture(target)
        .map(this::options)
        .recover(unusable -> Future.failedFuture("no URL that can be fetched"))
        .compose(client::request)
        .compose(this::answer)
        .map(body -> StrictJson.object(body.getBytes()))
        .recover(failure -> Future.failedFuture(
            new ContractException(named(target) + ": " + failure.getMessage())));
  }

  private RequestOptions options(URI target) {
    return new RequestOptions()
        .setMethod(HttpMethod.GET)
        .setAbsoluteURI(target.toString())
        .setConnectTimeout(timeoutMillis)
        .putHeader("accept", "application/json");
  }

  private Future<Buffer> answer(HttpClientRequest request) {
    return request
        .send()
        .compose(this::body)
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .onFailure(failure -> request.reset());
  }

  private Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != OK) {
      return Future.failedFuture(new ContractException("answered " + response.statusCode()));
    }
    Buffer body = Buffer.buffer();
    return Future.future(promise -> response
        .handler(chunk -> {
          if (body.length() + chunk.length() > MAX_BYTES) {
            promise.tryFail(new ContractException("answered over " + MAX_BYTES + " bytes"));
          } else {
            body.appendBuffer(chunk);
          }
        })
        .exceptionHandler(promise::tryFail)
        .endHandler(end -> promise.tryComplete(body)));
  }

  private List<PublicJwk> usableKeys(JsonObject document) {
    if (!(document.getValue("keys") instanceof JsonArray entries) || entries.size() > MAX_KEYS) {
      throw new ContractException(named(url) + " has no array of up to " + MAX_KEYS + " keys");
    }
    List<PublicJwk> usable = new ArrayList<>();
    for (Object entry : entries) {
      try {
        usable.add(PublicJwk.fromJson((JsonObject) Objects.requireNonNull(entry)));
      } catch (UnusableKeyException | ClassCastException | NullPointerException e) {
        LOG.debug("{}: a key is skipped: {}", named(url), e.getMessage());
      }
    }
    if (usable.isEmpty()) {
      throw new ContractException(named(url) + " has no usable key");
    }
    return List.copyOf(usable);
  }

  private static String named(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getPath();
  }

  private static String stripped(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }
}
