package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The same request many times at once, each on a thread of its own. */
final class KeptRequests implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Future<HttpResponse<String>>> answers;

  KeptRequests(int count, String url, String token) {
    threads = Executors.newFixedThreadPool(count);
    answers = Stream.generate(() -> threads.submit(() -> Http.get(url, token)))
        .limit(count)
        .toList();
  }

  void requireAll(Predicate<String> body) throws Exception {
    for (Future<HttpResponse<String>> answer : answers) {
      String text = answer.get(10, TimeUnit.SECONDS).body();
      assertTrue(body.test(text), text);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
