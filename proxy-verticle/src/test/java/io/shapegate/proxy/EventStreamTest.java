package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStreamTest {
  @ParameterizedTest(name = "{0} then {1}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "''                  | data: 1~~      | ''",
        "data: 1~~           | data: 2~~      | ''",
        "data: 1             | ~~data: 2~~    | ~~",
        "data: 1~            | ~data: 2~~     | ~",
        "data: 1~            | data: 2~~: x~~ | data: 2~~",
        "data: 1             | 23             | 23",
        "': keep-alive~~'    | data: 2~~      | ''",
        "data: 1^~^~         | data: 2~~      | ''",
        "data: 1^~           | ^~data: 2~~    | ^",
        "data: 1^^           | data: 2^^      | ''",
        "data: 1~            | id: 1~~x       | id: 1~~",
      })
  void passesOnTheRestOfAnEventThatHasBegun(String before, String after, String passed) {
    EventStream stream = new EventStream();
    assertEquals(bytes(before), stream.pass(bytes(before)));

    stream.end();

    assertEquals(bytes(passed), stream.pass(bytes(after)));
  }

  private static Buffer bytes(String text) {
    return Buffer.buffer(text.replace('~', '\n').replace('^', '\r'));
  }
}
