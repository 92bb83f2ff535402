package io.shapegate.systemtests;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@code test/followers.ts} of the example client: several clients of each of several users, in Node or in a browser. */
final class Followers implements AutoCloseable {
  private static final int ANSWER_SECONDS = 60;
  private static final Duration END = Duration.ofSeconds(10);

  private final Process process;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /** Whose clients: they may see the tasks of one organisation, and these columns of them. */
  record User(int orgId, List<String> columns, String identity) {
    JsonObject toJson() {
      return new JsonObject()
          .put("orgId", orgId)
          .put("columns", new JsonArray(columns))
          .put("identity", identity);
    }
  }

  static Followers inNode(String gatekeeper, List<User> users) throws Exception {
    return start("followers-in-node", gatekeeper, users);
  }

  /** In Chromium, on a page of another origin than the gatekeeper's and the proxies'. */
  static Followers inChromium(String gatekeeper, List<User> users) throws Exception {
    return start("followers-in-chromium", gatekeeper, users);
  }

  private static Followers start(String program, String gatekeeper, List<User> users)
      throws Exception {
    JsonObject setting = new JsonObject()
        .put("gatekeeper", gatekeeper)
        .put("users", new JsonArray(users.stream().map(User::toJson).toList()));
    Followers followers =
        new Followers(new ProcessBuilder("node", "dist/test/" + program + ".js", setting.encode())
            .directory(TypeScriptClient.FOLDER.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
    try {
      // They answer once all of them follow.
      followers.states();
      return followers;
    } catch (Exception | Error e) {
      followers.close();
      throw e;
    }
  }

  private Followers(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "followers");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(answers::add);
    } catch (IOException e) {
      // The process has ended.
    }
  }

  /** For each user, what its clients have now, and what any of them saw at any time that the user may not see. */
  List<JsonObject> states() throws IOException, InterruptedException {
    OutputStream questions = process.getOutputStream();
    questions.write('\n');
    questions.flush();
    String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("the clients do not answer");
    }
    return new JsonArray(answer).stream().map(JsonObject.class::cast).toList();
  }

  /** At the end of its input, the process ends its browser, too. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      Await.until("the clients end", END, () -> !process.isAlive());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
