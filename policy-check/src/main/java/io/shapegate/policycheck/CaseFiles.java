package io.shapegate.policycheck;

import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All YAML files together. The users of one may ask in another.
 *
 * @param off what is expected to be off, with a part of the reason
 */
record CaseFiles(List<Case> cases, PolicyPart policy, Map<String, String> off) {
  private static final Set<String> KEYS = Set.of("policy", "users", "cases", "off");
  private static final Set<String> USER_KEYS = Set.of("sub", "claims");

  static CaseFiles read(List<InputFile> files) {
    List<Map<String, Yaml>> contents = files.stream()
        .map(file -> YamlParser.parse(file).object("the file", KEYS))
        .toList();
    Map<String, Subject> users = new LinkedHashMap<>();
    Map<String, String> off = new LinkedHashMap<>();
    PolicyPart policy = null;
    for (Map<String, Yaml> content : contents) {
      addUsers(users, content.get("users"));
      addOff(off, content.get("off"));
      policy = policy(policy, content.get("policy"));
    }
    CaseReader reader = new CaseReader(users);
    List<Case> cases = new ArrayList<>();
    for (Map<String, Yaml> content : contents) {
      Yaml entries = content.get("cases");
      if (entries != null) {
        entries.oneOrMore("cases").forEach(entry -> cases.addAll(reader.read(entry)));
      }
    }
    if (cases.isEmpty()) {
      throw new UnusableInputException(files.get(0).name() + ": there are no cases");
    }
    return new CaseFiles(cases, policy == null ? PolicyPart.DEFAULT : policy, off);
  }

  /** The cases with that text in their names alone. */
  CaseFiles only(@Nullable String text) {
    if (text == null) {
      return this;
    }
    List<Case> chosen = cases.stream().filter(one -> one.name().contains(text)).toList();
    if (chosen.isEmpty()) {
      throw new UnusableInputException("no case has " + text + " in its name");
    }
    return new CaseFiles(chosen, policy, off);
  }

  private static void addUsers(Map<String, Subject> users, @Nullable Yaml section) {
    if (section != null) {
      section.object("users").forEach((name, user) -> {
        if (users.put(name, subject(name, user)) != null) {
          throw user.problem("there is another user " + name);
        }
      });
    }
  }

  /** A verified token says who it is for among its claims too. */
  private static Subject subject(String name, Yaml user) {
    if (!user.isObject()) {
      if (!user.text().equals("anonymous")) {
        throw user.problem("a user is anonymous, or an object with sub and claims");
      }
      return Subject.ANONYMOUS;
    }
    Map<String, Yaml> fields = user.object("a user", USER_KEYS);
    Yaml sub = fields.get("sub");
    Yaml claims = fields.get("claims");
    String id = sub == null ? name : sub.text();
    JsonObject all = new JsonObject().put("sub", id);
    if (claims != null) {
      claims.object("claims").forEach((key, value) -> all.put(key, value.json()));
    }
    return user.tried(() -> new Subject(id, false, new JsonObject(all.encode())));
  }

  private static void addOff(Map<String, String> off, @Nullable Yaml section) {
    if (section != null) {
      section.object("off").forEach((name, why) -> off.put(name, why.isNull() ? "" : why.text()));
    }
  }

  private static @Nullable PolicyPart policy(@Nullable PolicyPart known, @Nullable Yaml section) {
    if (section != null && known != null) {
      throw section.problem("another file has policy too");
    }
    return section == null ? known : PolicyPart.read(section);
  }
}
