package io.shapegate.policycheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
  @Test
  void filesKeepTheirOrder() {
    Arguments arguments =
        Arguments.parse("b.sql", "--only", "tasks", "x.yaml", "a.sql", "--explain", "y.yml");

    assertEquals(
        new Arguments(List.of("b.sql", "a.sql"), List.of("x.yaml", "y.yml"), true, "tasks"),
        arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.sql                     | no .yaml file with cases is given; --help tells how to call this",
        "a.yaml                    | no .sql file is given; --help tells how to call this",
        "a.sql a.yaml --only       | --only needs a text",
        "a.sql a.yaml --colour     | there is no option --colour; --help tells which there are",
        "a.sql a.yaml rules        | rules is neither a .sql nor a .yaml file"
      })
  void whatCannotBeUsedIsNamed(String line, String problem) {
    UnusableInputException refused =
        assertThrows(UnusableInputException.class, () -> Arguments.parse(line.split(" ", -1)));

    assertEquals(problem, refused.getMessage());
  }
}
