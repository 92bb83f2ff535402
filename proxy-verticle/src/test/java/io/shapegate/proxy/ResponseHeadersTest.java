package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseHeadersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=60, stale-while-revalidate=300 | private, max-age=60, stale-while-revalidate=300",
        "PUBLIC, S-MaxAge=9, Max-Age=5 | private, max-age=5",
        "public=\"x, y\", max-age=5 | private, max-age=5",
        "private=\"set-cookie\", max-age=5 | private, max-age=5",
        "public;max-age=5 | private, no-cache",
        "max-age=\"5\" | private, no-cache",
        "proxy-revalidate, must-understand, immutable | private, no-cache",
        "surrogate-control, s-maxage = 9 | private, no-cache",
        "no-store | private, no-store",
        "public, max-age=60, must-revalidate | private, max-age=60, must-revalidate",
        "'' | private, no-cache",
        "',,' | private, no-cache"
      })
  void leavesOnlyWhatIsForOnesOwnCache(String electrics, String ours) {
    assertEquals(ours, ResponseHeaders.privately(electrics));
  }

  @Test
  void joinsRepeatedHeaders() {
    MultiMap to = MultiMap.caseInsensitiveMultiMap();

    ResponseHeaders.copy(
        new DefaultHttpHeaders()
            .add("Cache-Control", "public, max-age=5")
            .add("Cache-Control", "s-maxage=9, no-store"),
        to);

    assertEquals("private, max-age=5, no-store", to.get("cache-control"));
  }

  @Test
  void keepsNothingThatAddressesSharedCaches() {
    HttpHeaders from = new DefaultHttpHeaders()
        .add("Surrogate-Control", "max-age=9")
        .add("CDN-Cache-Control", "public")
        .add("Expires", "Thu, 01 Jan 2099 00:00:00 GMT")
        .add("Vary", "*")
        .add("ETag", "\"x\"");
    MultiMap to = MultiMap.caseInsensitiveMultiMap();

    ResponseHeaders.copy(from, to);

    assertEquals(
        MultiMap.caseInsensitiveMultiMap()
            .add("etag", "\"x\"")
            .add("cache-control", "private, no-cache")
            .add("vary", "Authorization, Accept-Encoding")
            .toString(),
        to.toString());
  }
}
