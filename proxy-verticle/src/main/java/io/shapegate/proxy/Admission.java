package io.shapegate.proxy;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds requests to the {@link ProxyLimits}. Shared by the event loops of a process, and safe for use on all of them. */
public final class Admission {
  private static final long MAX_SUBJECTS = 100_000;
  private static final int SECONDS_TO_RETRY = 1;

  private final ProxyLimits limits;
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<String, Integer> bySubject = new ConcurrentHashMap<>();

  /** One that has not been used for as long as it takes to fill is as good as a new one. */
  private final LoadingCache<String, Bucket> buckets;

  public Admission(ProxyLimits limits) {
    this.limits = limits;
    this.buckets = Caffeine.newBuilder()
        .maximumSize(MAX_SUBJECTS)
        .expireAfterAccess(limits.timeToRefill().plusSeconds(1))
        .executor(Runnable::run)
        .build(subject -> fullBucket());
  }

  /** Takes a place for a request; fails with a {@link RefusedException} that says why there is none. */
  Admitted admit(Grant grant) {
    checkRate(grant.limited());
    if (requests.incrementAndGet() > limits.requests()) {
      requests.decrementAndGet();
      throw RefusedException.retryLater(
          "too_many_requests_open", "this proxy has as many requests open as it may");
    }
    if (bySubject.merge(grant.limited(), 1, Integer::sum) > limits.requestsPerSubject()) {
      release(grant);
      throw RefusedException.tooManyRequests(
          "too_many_requests_of_subject",
          "at most " + limits.requestsPerSubject() + " requests of one subject may be open",
          SECONDS_TO_RETRY);
    }
    return new Admitted(this, grant);
  }

  void release(Grant grant) {
    requests.decrementAndGet();
    bySubject.computeIfPresent(grant.limited(), (subject, count) -> count > 1 ? count - 1 : null);
  }

  /** How many requests are in flight. */
  int requests() {
    return requests.get();
  }

  private void checkRate(String subject) {
    if (limits.ratePerSubject() == 0) {
      return;
    }
    ConsumptionProbe probe = buckets.get(subject).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long wait = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
      throw RefusedException.tooManyRequests(
          "rate_limited",
          "at most " + limits.ratePerSubject() + " requests per second of one subject",
          (int) wait + 1);
    }
  }

  private Bucket fullBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit
            .capacity(limits.burst())
            .refillGreedy(limits.ratePerSubject(), Duration.ofSeconds(1)))
        .build();
  }
}
