package io.shapegate.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a real Electric was asked and how it answered, from {@code dev-electric}'s captures. Texts hold one byte in each
 * character.
 *
 * @param requestBody of a POST
 * @param headers of the answer in their order, names in lower case
 * @param body without chunk framing
 * @param complete false where curl gave up before the answer's end
 */
record RecordedAnswer(
    String name,
    String method,
    String target,
    List<String> requestHeaders,
    String requestBody,
    int status,
    String reason,
    List<Map.Entry<String, String>> headers,
    String body,
    boolean complete) {
  private static final Path FOLDER =
      Path.of("..", "dev-electric", "src", "test", "resources", "electric-captures");
  private static final String HEADERS_ONLY = "120-big-chunks-headers.txt";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** All but 120, which has the headers of four answers and no body. */
  static List<RecordedAnswer> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".txt") && !file.endsWith(HEADERS_ONLY))
          .sorted()
          .map(RecordedAnswer::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int number() {
    return Integer.parseInt(name.substring(0, 3));
  }

  /** Empty where there is none. */
  String header(String header) {
    return headers.stream()
        .filter(entry -> entry.getKey().equals(header))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  boolean isChunked() {
    return header("transfer-encoding").equals("chunked");
  }

  private static RecordedAnswer read(Path file) {
    try {
      String name = file.getFileName().toString().replace(".txt", "");
      return parse(name, Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedAnswer parse(String name, String text) {
    int start = text.indexOf("\nHTTP/") + 1;
    int blank = text.indexOf("\r\n\r\n", start);
    List<String> lines = text.substring(start, blank).lines().toList();
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.add(Map.entry(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip()));
    }
    String[] status = lines.get(0).split(" ", 3);
    String curl =
        text.lines().filter(line -> line.startsWith("# curl")).findFirst().orElseThrow();
    String body = text.substring(blank + 4);
    return request(curl)
        .answered(
            name,
            Integer.parseInt(status[1]),
            status.length > 2 ? status[2] : "",
            headers,
            curl.contains("--raw") ? joined(body) : body,
            !text.contains("curl exit 28"));
  }

  private RecordedAnswer answered(
      String of,
      int code,
      String phrase,
      List<Map.Entry<String, String>> fields,
      String content,
      boolean whole) {
    return new RecordedAnswer(
        of, method, target, requestHeaders, requestBody, code, phrase, fields, content, whole);
  }

  /** Chunks that curl was told to leave as they came; the file has them without their carriage returns or with them. */
  private static String joined(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = chunks.indexOf('\n', at);
      int length = Integer.parseInt(chunks.substring(at, end).strip(), 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(chunks, end + 1, end + 1 + length);
      at = chunks.indexOf('\n', end + 1 + length) + 1;
    }
  }

  private static RecordedAnswer request(String curl) {
    String method = "";
    String target = "";
    String body = "";
    List<String> headers = new ArrayList<>();
    List<String> words = WORD.matcher(curl)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toList();
    for (int i = 2; i < words.size(); i++) {
      switch (words.get(i)) {
        case "-X" -> method = words.get(++i);
        case "-I" -> method = "HEAD";
        case "-H" -> headers.add(words.get(++i));
        case "-d" -> body = words.get(++i);
        case "-m" -> i++;
        default -> target = path(words.get(i), target);
      }
    }
    String verb = method.isEmpty() ? "GET" : method;
    return new RecordedAnswer(
        "", verb, target, List.copyOf(headers), body, 0, "", List.of(), "", true);
  }

  private static String path(String word, String otherwise) {
    Matcher url = Pattern.compile("http://127\\.0\\.0\\.1:3900(/.*)").matcher(word);
    return url.matches() ? url.group(1) : otherwise;
  }
}
