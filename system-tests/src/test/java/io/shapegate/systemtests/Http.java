package io.shapegate.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The few requests that tests make. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2))
      .build();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private Http() {}

  /** An empty token sends none. */
  static HttpResponse<String> get(String url, String token)
      throws IOException, InterruptedException {
    return CLIENT.send(request(url, token).GET().build(), BodyHandlers.ofString());
  }

  static HttpResponse<String> post(String url, String token, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(url, token);
    if (json.isEmpty()) {
      request.POST(BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String url, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }
}
