package io.shapegate.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The example of a policy of one's own: its build, and what it does to users as a process beside the others. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class CustomPolicyIT {
  private static final Duration CHANGE = Duration.ofSeconds(20);
  private static Cluster cluster;
  private static Node gatekeeper;
  private static Node office;
  private static Path jar;

  @BeforeAll
  static void start() throws Exception {
    jar = ExampleProject.build();
    cluster =
        new Cluster(Map.of("POLICIES", "*=policy.rules;items=policy.rules,policy.office-hours"));
    Node policy = cluster.policy();
    gatekeeper = cluster.gatekeeper();
    policy.awaitReady();
    cluster.openItems();
    cluster.execute("CREATE TABLE notes (id int PRIMARY KEY)");
    cluster.execute(
        "INSERT INTO shapegate.rules (name, table_name, audience) VALUES ('notes', 'notes', 'anyone')");
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  @Order(1)
  void withinOfficeHoursATokenLivesUntilTheyEnd() throws Exception {
    ZonedDateTime noon = aboutNoon();
    office = office(
        "00:00-" + noon.plusMinutes(5).format(DateTimeFormatter.ofPattern("HH:mm")),
        noon.getZone().getId());
    gatekeeper.awaitReady();

    HttpResponse<String> granted = ask("items");

    assertEquals(200, granted.statusCode(), granted.body());
    long seconds = secondsLeft(granted);
    assertTrue(seconds > 200 && seconds <= 300, "lives for " + seconds + " s");
    assertTrue(secondsLeft(ask("notes")) > 500, "another table is affected");
  }

  @Test
  @Order(2)
  void withoutIt503() throws Exception {
    office.kill();

    Await.until("the gatekeeper answers 503", CHANGE, () -> ask("items").statusCode() == 503);
    assertEquals("policy_unavailable", code(ask("items")));
    assertEquals(200, ask("notes").statusCode());
    HttpResponse<String> refused = ask("items");
    assertEquals(503, refused.statusCode());
    String id = new JsonObject(refused.body()).getString("request_id");
    gatekeeper.awaitLog("policy policy.office-hours gave no decision on request " + id);
  }

  @Test
  @Order(3)
  void outsideOfOfficeHours403() throws Exception {
    office = office("00:00-00:00", "UTC");

    Await.until("the gatekeeper answers 403", CHANGE, () -> ask("items").statusCode() == 403);
    assertEquals("office_closed", code(ask("items")));
    assertEquals(200, ask("notes").statusCode());
    assertEquals(403, ask("PUBLIC.%22items%22").statusCode());
  }

  @Test
  @Order(4)
  void hoursThatCannotBeReadEndTheStart() throws Exception {
    Node wrong = office("nine to five", "UTC");

    assertEquals(1, wrong.awaitEnd());
    assertTrue(wrong.log().contains("office-hours cannot start"), wrong.log());
  }

  @Test
  @Order(5)
  void itEndsInAnOrderlyWay() throws Exception {
    assertEquals(143, office.terminate());
  }

  @Test
  void theExampleIsShort() throws Exception {
    Path code = Path.of(
        "..", "examples/custom-policy/src/main/java/com/example/officehours/OfficeHours.java");

    assertTrue(Files.readAllLines(code).size() < 40);
  }

  private static Node office(String hours, String zone) throws Exception {
    return cluster.custom(jar, Map.of("OFFICE_HOURS", hours, "OFFICE_ZONE", zone));
  }

  private static HttpResponse<String> ask(String table) throws Exception {
    return Http.post(gatekeeper.url("/gatekeeper/" + table), "", "");
  }

  private static String code(HttpResponse<String> refused) {
    return new JsonObject(refused.body()).getString("code");
  }

  private static long secondsLeft(HttpResponse<String> granted) {
    Instant end = Instant.parse(new JsonObject(granted.body()).getString("expires_at"));
    return Duration.between(Instant.now(), end).toSeconds();
  }

  /** Now, in a zone where midnight is far. */
  private static ZonedDateTime aboutNoon() {
    int hour = Instant.now().atZone(ZoneOffset.UTC).getHour();
    return ZonedDateTime.now(ZoneOffset.ofHours(12 - hour));
  }
}
