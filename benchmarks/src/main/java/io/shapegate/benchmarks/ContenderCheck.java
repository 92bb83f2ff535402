package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Whether a contender does what its name says: whoever does less is faster. */
final class ContenderCheck {
  private static final int ROWS_BYTES = 2_048;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Waits for its first answer, and fails where an answer is not what it should be. */
  void check(Contender contender) throws IOException, InterruptedException {
    String token = contender.tokens().next();
    contender.process().awaitReady(ShapeRequests.rowsPath(), "Authorization", "Bearer " + token);
    HttpResponse<String> rows = get(contender, token);
    if (rows.body().length() != ROWS_BYTES
        || rows.headers().firstValue("electric-handle").isEmpty()) {
      throw new IOException(contender.name() + " does not answer with rows: " + rows.headers());
    }
    if (contender.verifies()) {
      int middle = token.length() - 20;
      char other = token.charAt(middle) == 'A' ? 'B' : 'A';
      refuses(contender, token.substring(0, middle) + other + token.substring(middle + 1), 401);
      refuses(contender, contender.tokens().of("others"), 403);
    }
  }

  private void refuses(Contender contender, String token, int status)
      throws IOException, InterruptedException {
    int answered = get(contender, token).statusCode();
    if (answered != status) {
      throw new IOException(contender.name() + " answers a bad token with " + answered);
    }
  }

  private HttpResponse<String> get(Contender contender, String token)
      throws IOException, InterruptedException {
    URI uri =
        URI.create("http://localhost:" + contender.address().getPort() + ShapeRequests.rowsPath());
    HttpRequest request = HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE)
        .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
