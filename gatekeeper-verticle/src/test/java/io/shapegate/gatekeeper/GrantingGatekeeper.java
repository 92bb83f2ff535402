package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A gatekeeper whose policy grants whatever it is asked, and remembers that it was. */
abstract class GrantingGatekeeper {
  static TestGatekeeper gatekeeper;

  @BeforeAll
  static void start() {
    gatekeeper = TestGatekeeper.start(Map.of()).policy(TestGatekeeper.grantsAll());
  }

  @AfterAll
  static void stop() {
    gatekeeper.close();
  }

  @BeforeEach
  void forget() {
    gatekeeper.asked.clear();
  }

  static Shape asked() {
    assertEquals(1, gatekeeper.asked.size());
    return gatekeeper.asked.get(0).shape();
  }

  static void assertGranted(RawHttp.Answer answer) {
    assertEquals(200, answer.status(), answer.body());
  }

  static void assertFullShape() {
    Shape shape = asked();
    assertEquals("items", shape.table().toString());
    assertEquals("a = $1 AND b=$2", shape.where());
    assertEquals(List.of("+", "&"), shape.params().values());
    assertEquals("id,\"A,b\"", String.valueOf(shape.columns()));
    assertEquals("id", String.valueOf(shape.queryableColumns()));
    assertEquals("full", String.valueOf(shape.replica()));
  }

  static void assertRefused(int status, String code, RawHttp.Answer answer) {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/problem+json", answer.header("content-type"));
    assertEquals("no-store", answer.header("cache-control"));
    assertEquals(code, answer.code());
    assertEquals(status, answer.json().getInteger("status"));
    assertTrue(gatekeeper.asked.isEmpty(), "a policy was asked");
  }
}
