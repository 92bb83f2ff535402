package io.shapegate.policycheck;

import io.shapegate.contract.Columns;
import io.shapegate.contract.Params;
import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import io.shapegate.contract.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an entry of {@code cases}: every user of it asks everything of it, and the same is expected each time. */
final class CaseReader {
  private static final Set<String> KEYS = Set.of("name", "user", "users", "ask", "allow", "deny");
  private static final Set<String> ASK_KEYS =
      Set.of("shape", "columns", "where", "params", "queryable_columns", "replica");

  private record Question(String text, Shape shape) {}

  private record User(String name, Subject subject) {}

  private final Map<String, Subject> users;

  CaseReader(Map<String, Subject> users) {
    this.users = users;
  }

  List<Case> read(Yaml entry) {
    Map<String, Yaml> fields = entry.object("a case", KEYS);
    List<User> askers = users(entry, fields);
    List<Question> questions = required(entry, fields, "ask").oneOrMore("ask").stream()
        .map(CaseReader::question)
        .toList();
    Expectation expectation = ExpectationReader.read(entry, fields);
    Yaml name = fields.get("name");
    boolean several = askers.size() * questions.size() > 1;
    List<Case> cases = new ArrayList<>();
    for (User user : askers) {
      for (Question question : questions) {
        String who = user.name() + " asks for " + question.text();
        String title = name == null ? who : several ? name.text() + " (" + who + ")" : name.text();
        cases.add(new Case(entry.place(), title, user.subject(), question.shape(), expectation));
      }
    }
    return cases;
  }

  private List<User> users(Yaml entry, Map<String, Yaml> fields) {
    Yaml one = fields.get("user");
    Yaml many = fields.get("users");
    if ((one == null) == (many == null)) {
      throw entry.problem("a case has either user or users");
    }
    return one == null
        ? many.oneOrMore("users").stream().map(this::user).toList()
        : List.of(user(one));
  }

  private User user(Yaml name) {
    Subject subject = users.get(name.text());
    if (subject == null) {
      throw name.problem("there is no user " + name.text() + " under users");
    }
    return new User(name.text(), subject);
  }

  private static Question question(Yaml ask) {
    if (!ask.isObject()) {
      return new Question(ask.text(), Shape.of(ask.parsed(TableName::parseRequested)));
    }
    Map<String, Yaml> fields = ask.object("ask", ASK_KEYS);
    Yaml name = required(ask, fields, "shape");
    Yaml where = fields.get("where");
    Yaml replica = fields.get("replica");
    Shape shape = ask.tried(() -> new Shape(
        name.parsed(TableName::parseRequested),
        where == null ? null : where.text(),
        params(fields.get("params")),
        columns(fields.get("columns")),
        columns(fields.get("queryable_columns")),
        replica == null ? null : replica.parsed(Replica::parse)));
    return new Question(described(name.text(), shape), shape);
  }

  /** So that several questions under one name can be told apart. */
  private static String described(String name, Shape shape) {
    String filter = shape.where() == null ? "" : " where " + Facts.where(shape.where());
    String columns = shape.columns() == null ? "" : ", columns " + shape.columns();
    String queryable =
        shape.queryableColumns() == null ? "" : ", to query " + shape.queryableColumns();
    String replica = shape.replica() == null ? "" : ", replica " + shape.replica();
    return name + filter + columns + queryable + replica;
  }

  private static Params params(@Nullable Yaml values) {
    return values == null
        ? Params.NONE
        : values.tried(
            () -> new Params(values.list("params").stream().map(Yaml::text).toList()));
  }

  /** A list, or one text with commas as in a URL. */
  static @Nullable Columns columns(@Nullable Yaml names) {
    if (names == null || names.isNull()) {
      return null;
    }
    return names.isList()
        ? names.tried(
            () -> Columns.of(names.list("columns").stream().map(Yaml::text).toList()))
        : names.parsed(Columns::parse);
  }

  private static Yaml required(Yaml parent, Map<String, Yaml> fields, String key) {
    Yaml value = fields.get(key);
    if (value == null) {
      throw parent.problem(key + " is missing");
    }
    return value;
  }
}
