package io.shapegate.systemtests;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code test/followers.ts} of the example client: several clients of several users in one Node process. */
final class Followers implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  /** For each user, the organisation and the identity token. */
  static Followers start(String gatekeeper, List<String> users) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("node", "dist/test/followers.js", gatekeeper);
    builder.command().addAll(users);
    return new Followers(builder
        .directory(TypeScriptClient.FOLDER.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start());
  }

  private Followers(Process process) {
    this.process = process;
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What all of them have now, and what any of them saw at any time that it may not see. */
  JsonObject state() throws IOException {
    OutputStream questions = process.getOutputStream();
    questions.write('\n');
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new AssertionError("the clients have ended");
    }
    return new JsonObject(answer);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
