package io.shapegate.demo;

import java.util.List;
import java.util.Optional;

/** Somebody to try the sample rules as. */
public record DemoUser(String name, String description, List<String> roles) {
  public static final List<DemoUser> ALL = List.of(
      new DemoUser("alice", "member of Acme", List.of("member")),
      new DemoUser("bob", "manager at Globex", List.of("member", "manager")),
      new DemoUser("carol", "administrator", List.of("administrator")));

  static Optional<DemoUser> named(String name) {
    return ALL.stream().filter(user -> user.name().equals(name)).findFirst();
  }
}
