package io.shapegate.develectric;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The request of a capture. {@code target} is path and query. */
record CurlLine(
    String method, String target, List<String> headers, String body, List<String> flags) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:3900(/.*)");

  static CurlLine parse(String line) {
    String method = "GET";
    String target = "";
    String body = "";
    List<String> headers = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    List<String> words = words(line);
    for (int i = 2; i < words.size(); i++) {
      String word = words.get(i);
      Matcher url = URL.matcher(word);
      switch (word) {
        case "-X" -> method = words.get(++i);
        case "-I" -> method = "HEAD";
        case "-H" -> headers.add(words.get(++i));
        case "-d" -> body = words.get(++i);
        case "-m" -> i++;
        default -> {
          if (url.matches()) {
            target = url.group(1);
          } else {
            flags.add(word);
          }
        }
      }
    }
    return new CurlLine(method, target, headers, body, flags);
  }

  private static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .toList();
  }
}
