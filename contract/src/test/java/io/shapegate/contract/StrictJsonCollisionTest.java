package io.shapegate.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class StrictJsonCollisionTest {
  /** Names of one hash; the parser's hash multiplies by 33, that of {@link String} by 31. */
  private static List<String> collisions(List<String> pair) {
    List<String> names = List.of("");
    for (int i = 0; i < 10; i++) {
      names = names.stream().flatMap(name -> pair.stream().map(name::concat)).toList();
    }
    return names;
  }

  @Test
  void namesOfOneHashAreReadLikeOthersAndSpoilNothing() {
    for (List<String> pair : List.of(List.of("Ab", "BA"), List.of("Aa", "BB"))) {
      List<String> names = collisions(pair);
      byte[] hostile = names.stream()
          .map(name -> '"' + name + "\":0")
          .collect(Collectors.joining(",", "{", "}"))
          .getBytes(UTF_8);
      for (int i = 0; i < 50; i++) {
        assertEquals(names.size(), StrictJson.object(hostile).size());
        byte[] good = ("{\"name" + i + "\":" + i + "}").getBytes(UTF_8);
        assertEquals(i, StrictJson.object(good).getInteger("name" + i));
      }
    }
  }
}
