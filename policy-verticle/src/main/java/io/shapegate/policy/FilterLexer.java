package io.shapegate.policy;

import io.shapegate.contract.ClaimPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the binds of a row filter as Postgres' own lexer cuts it (scan.l): nothing inside quotes, dollar quotes and names
 * counts. Refuses what could reach beyond the filter: comments, semicolons, parentheses that do not pair.
 */
final class FilterLexer {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_\\x{80}-\\x{10FFFF}][A-Za-z0-9_$\\x{80}-\\x{10FFFF}]*+");
  private static final Pattern NUMBER = Pattern.compile(
      "0[xXoObB][0-9a-fA-F_]++|[0-9][0-9_]*+(?:\\.[0-9_]*+)?+(?:[eE][+-]?[0-9]++)?+");
  private static final Pattern DOLLAR_QUOTE =
      Pattern.compile("\\$(?:[A-Za-z_\\x{80}-\\x{10FFFF}][A-Za-z0-9_\\x{80}-\\x{10FFFF}]*+)?+\\$");
  private static final Pattern CONTINUATION = Pattern.compile("[ \\t\\f\\x0B]*+[\\n\\r]\\s*+'");
  private static final String ENDS_A_VALUE = "\"'$.:)]";

  private final String text;
  private final List<FilterPiece> pieces = new ArrayList<>();
  private final Deque<Character> open = new ArrayDeque<>();
  private int at;
  private int kept;

  private FilterLexer(String text) {
    this.text = text;
  }

  static List<FilterPiece> lex(String text) {
    return new FilterLexer(text).run();
  }

  private List<FilterPiece> run() {
    while (at < text.length()) {
      step(text.charAt(at));
    }
    require(open.isEmpty(), "a bracket is not closed");
    keepSqlUpTo(at);
    return List.copyOf(pieces);
  }

  private void step(char c) {
    switch (c) {
      case '\'', '"' -> quoted(c, false);
      case '$' -> dollarQuoted();
      case ':' -> colon();
      case '(', '[' -> open(c);
      case ')' -> close('(');
      case ']' -> close('[');
      default -> plain(c);
    }
  }

  private void plain(char c) {
    require(c != ';', "a semicolon is not allowed");
    require(c != '\0', "a NUL character is not allowed");
    require(!text.startsWith("--", at) && !text.startsWith("/*", at), "comments are not allowed");
    if (c >= '0' && c <= '9') {
      number();
    } else if (!name()) {
      at++;
    }
  }

  /** A name takes the dollar signs in it; one that is just {@code E} turns on escapes in the text behind it. */
  private boolean name() {
    Matcher name = matcher(NAME);
    if (!name.lookingAt()) {
      return false;
    }
    at = name.end();
    if (name.group().equalsIgnoreCase("e") && startsAt('\'', at)) {
      quoted('\'', true);
    }
    return true;
  }

  private void number() {
    Matcher number = matcher(NUMBER);
    at = number.lookingAt() ? number.end() : at + 1;
    require(!continuesName(at), "a number runs into a name");
  }

  private void quoted(char quote, boolean escapes) {
    at++;
    while (true) {
      require(at < text.length(), "a quote is not closed");
      if (escapes && startsAt('\\', at)) {
        at += 2;
      } else if (!startsAt(quote, at)) {
        at++;
      } else if (startsAt(quote, at + 1)) {
        at += 2;
      } else {
        break;
      }
    }
    at++;
    require(
        !escapes || !matcher(CONTINUATION).lookingAt(), "an E'…' text goes on in the next line");
  }

  private void dollarQuoted() {
    Matcher tag = matcher(DOLLAR_QUOTE);
    require(
        tag.lookingAt(), "$ begins neither a dollar quote nor anything else; write binds as :name");
    int end = text.indexOf(tag.group(), tag.end());
    require(end >= 0, "a dollar quote is not closed");
    at = end + tag.group().length();
  }

  /** A cast, a named argument, a slice's bounds, or a bind. */
  private void colon() {
    if (startsAt(':', at + 1) || startsAt('=', at + 1)) {
      at += 2;
      return;
    }
    Matcher name = matcher(ClaimPath.PATH, at + 1);
    if (!startsAt('"', at + 1) && name.lookingAt()) {
      bind(name.group(), name.end());
    } else {
      require(
          Character.valueOf('[').equals(open.peek()), "a colon begins neither a bind nor a cast");
      at++;
    }
  }

  private void bind(String name, int end) {
    Bind bind = Bind.parse(name);
    boolean glued = continuesName(at - 1)
        || (at > 0 && ENDS_A_VALUE.indexOf(text.charAt(at - 1)) >= 0)
        || continuesName(end)
        || startsAt('.', end)
        || startsAt('"', end);
    require(!glued, ":" + name + " must stand apart from what is before and after it");
    keepSqlUpTo(at);
    pieces.add(new FilterPiece.Value(bind));
    at = end;
    kept = end;
  }

  private void open(char bracket) {
    open.push(bracket);
    at++;
  }

  private void close(char opening) {
    require(Character.valueOf(opening).equals(open.poll()), "a bracket closes what is not open");
    at++;
  }

  private void keepSqlUpTo(int end) {
    if (end > kept) {
      pieces.add(new FilterPiece.Sql(text.substring(kept, end)));
    }
  }

  private boolean startsAt(char c, int index) {
    return index < text.length() && text.charAt(index) == c;
  }

  /** Whether a name would go on, or begin, at that place. */
  private boolean continuesName(int index) {
    return index >= 0 && index < text.length() && isNamePart(text.charAt(index));
  }

  private static boolean isNamePart(char c) {
    return c == '$' || c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
  }

  private Matcher matcher(Pattern pattern) {
    return matcher(pattern, at);
  }

  private Matcher matcher(Pattern pattern, int from) {
    return pattern.matcher(text).region(Math.min(from, text.length()), text.length());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidRuleException(otherwise);
    }
  }
}
