package io.shapegate.systemtests;

import io.shapegate.launcher.Settings;
import io.shapegate.proxy.ProxyConfig;
import io.shapegate.proxy.ProxyVerticle;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** Other people's servers with our sample configurations: what they send to Electric is what the token grants. */
final class AuthorizeIT {
  private static Vertx vertx = Vertx.vertx();
  private static RecordedElectric electric;
  private static int shapegate;
  private static String token = "";

  @BeforeAll
  static void start() throws Exception {
    electric = new RecordedElectric(vertx);
    ProxyVerticle proxy = new ProxyVerticle(ProxyConfig.from(new Settings(Map.of(
        "PORT",
        "0",
        "ELECTRIC_URL",
        "http://127.0.0.1:" + electric.port(),
        "ELECTRIC_SECRET",
        AuthorizeCases.SECRET,
        "AUTH_SECRET",
        ShapeTokens.SECRET,
        "AUTHORIZE_ENDPOINT",
        "true"))));
    vertx.deployVerticle(proxy).await(20, TimeUnit.SECONDS);
    shapegate = proxy.port();
    token = token();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private static String token() {
    return ShapeTokens.of(
        "{\"namespace\":null,\"table\":\"items\",\"where\":\"name = $1\",\"columns\":\"id,title\","
            + "\"params\":{\"1\":\"a&b={%}?#+\"},\"queryable_columns\":null,\"replica\":null,\"subsets\":true}");
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class Nginx extends AuthorizeCases {
    Nginx() {
      super(electric, shapegate, token);
    }

    @BeforeAll
    void startFront() throws Exception {
      front = FrontServer.nginx(shapegate, electric.port(), ENCODED);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class Caddy extends AuthorizeCases {
    Caddy() {
      super(electric, shapegate, token);
    }

    @BeforeAll
    void startFront() throws Exception {
      front = FrontServer.caddy(shapegate, electric.port(), ENCODED);
    }
  }
}
