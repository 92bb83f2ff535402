package io.shapegate.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Tells the upstream what to do with the live requests that it holds. */
final class UpstreamControl {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  UpstreamControl(StartedProcess upstream) {
    this.url = "http://127.0.0.1:" + upstream.address().getPort();
  }

  /** Answers all of them. */
  void release() throws IOException, InterruptedException {
    get("/release");
  }

  /** Waits until it holds that many, and fails where it does not within 60 s. */
  void awaitHeld(int count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String held = get("/held");
    while (!held.equals(String.valueOf(count))) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the upstream holds " + held + " live requests, not " + count);
      }
      Thread.sleep(POLL_MILLIS);
      held = get("/held");
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
