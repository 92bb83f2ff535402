package io.shapegate.policycheck;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the check was called with.
 *
 * @param scripts the SQL files, in the order in which they run
 * @param cases the YAML files
 * @param only what the names of the cases to try have in them; null for all cases
 */
record Arguments(
    List<String> scripts,
    List<String> cases,
    boolean explain,
    @Nullable String only) {
  static final String USAGE = """
      check [--explain] [--only TEXT] FILE.sql… FILE.yaml…

      Runs the SQL files, in that order, on an empty Postgres of its own, and holds the rules that they write against
      the cases of the YAML files.

        --explain    say of each case that differs how the decision came about
        --only TEXT  try the cases alone that have TEXT in their names

      Exit code: 0 all is as expected, 1 a case differs or a rule is off, 2 what was given cannot be used.
      docs/policies.md says how cases are written.
      """;

  static Arguments parse(String... arguments) {
    List<String> scripts = new ArrayList<>();
    List<String> cases = new ArrayList<>();
    boolean explain = false;
    String only = null;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--explain")) {
        explain = true;
      } else if (argument.equals("--only")) {
        i++;
        require(i < arguments.length && !arguments[i].isBlank(), "--only needs a text");
        only = arguments[i];
      } else if (argument.endsWith(".sql")) {
        scripts.add(argument);
      } else if (argument.endsWith(".yaml") || argument.endsWith(".yml")) {
        cases.add(argument);
      } else {
        throw new UnusableInputException(
            argument.startsWith("-")
                ? "there is no option " + argument + "; --help tells which there are"
                : argument + " is neither a .sql nor a .yaml file");
      }
    }
    require(!scripts.isEmpty(), "no .sql file is given; --help tells how to call this");
    require(!cases.isEmpty(), "no .yaml file with cases is given; --help tells how to call this");
    return new Arguments(List.copyOf(scripts), List.copyOf(cases), explain, only);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new UnusableInputException(otherwise);
    }
  }
}
