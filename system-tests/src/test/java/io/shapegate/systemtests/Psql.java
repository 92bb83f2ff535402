package io.shapegate.systemtests;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One psql that runs statement after statement, for a database without a port of its own. It ends at the first error. */
final class Psql implements AutoCloseable {
  private static final String END = "-- done --";

  private final Process process;
  private final BufferedWriter input;
  private final BufferedReader output;

  /** @param process psql with {@code -qAt -v ON_ERROR_STOP=1} */
  Psql(Process process) {
    this.process = process;
    input = process.outputWriter(StandardCharsets.UTF_8);
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** What they print, once they are done. */
  synchronized String run(String statements) throws IOException {
    input.write(statements + ";\n\\echo " + END + "\n");
    input.flush();
    List<String> printed = new ArrayList<>();
    String line = output.readLine();
    while (!END.equals(line)) {
      if (line == null) {
        throw new IOException("psql has ended: " + printed);
      }
      printed.add(line);
      line = output.readLine();
    }
    return String.join("\n", printed);
  }

  @Override
  public void close() throws IOException {
    input.close();
    process.destroy();
  }
}
