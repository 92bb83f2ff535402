package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.Decision;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Pattern REGO = Pattern.compile("```rego\n(.*?)```", Pattern.DOTALL);
  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SETTING = Pattern.compile("HTTP_POLICY_[A-Z_]*[A-Z]");

  @Test
  void itShowsThePolicyThatTheTestsRun() throws Exception {
    Matcher shown = REGO.matcher(readme());

    assertTrue(shown.find());
    assertEquals(
        Files.readString(Path.of("src", "test", "resources", "shapegate.rego")), shown.group(1));
  }

  @Test
  void itsQuestionAndItsAnswersAreOnes() throws Exception {
    List<String> shown =
        JSON.matcher(readme()).results().map(block -> block.group(1)).toList();

    JsonObject question = new JsonObject(shown.get(0)).getJsonObject("input");
    assertEquals("alice", PolicyRequest.fromJson(question).subject().id());
    for (String answer : shown.get(1).split("\n", 0)) {
      JsonObject json = new JsonObject(answer);
      assertTrue(WireFormat.OPA.decision(json).map(Decision::fromJson).isPresent(), answer);
    }
  }

  @Test
  void itNamesEverySetting() throws Exception {
    Set<String> inCode = new TreeSet<>();
    for (String type : new String[] {"HttpPolicyConfig", "ClientTls"}) {
      inCode.addAll(settings(Files.readString(
          Path.of("src", "main", "java", "io", "shapegate", "httppolicy", type + ".java"))));
    }
    inCode.add("HTTP_POLICY_TOKEN_FILE");

    assertEquals(inCode, settings(readme()));
  }

  private static Set<String> settings(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = SETTING.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  private static String readme() throws Exception {
    return Files.readString(Path.of("README.md"));
  }
}
