package io.shapegate.policy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Identifier;
import io.shapegate.policy.ClientFilterNode.Column;
import io.shapegate.policy.ClientFilterNode.Operand;
import io.shapegate.policy.ClientFilterToken.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the conditions that a client's filter may have, with Postgres' precedence. Where Postgres' own differs between
 * spellings that look alike, parentheses are asked for.
 */
final class ClientFilterParser {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_NODES = 200;
  private static final int MAX_LIST = 100;
  private static final Set<String> LIKES = Set.of("like", "ilike");

  private final List<ClientFilterToken> tokens;
  private final int params;
  private final BitSet used = new BitSet();
  private final Set<Identifier> columns = new LinkedHashSet<>();
  private int next;
  private int depth;
  private int nodes;

  /** @param params how many there are */
  ClientFilterParser(List<ClientFilterToken> tokens, int params) {
    this.tokens = tokens;
    this.params = params;
  }

  ClientFilterNode parse() {
    ClientFilterNode root = anyOf();
    if (!peek().is(Kind.END)) {
      throw peek().refused("AND, OR or the end is expected here; conditions take no other forms");
    }
    int unused = used.nextClearBit(1);
    if (unused <= params) {
      throw new FilterException(
          "the filter does not use the parameter $" + unused + "; leave out what it does not use");
    }
    return root;
  }

  /** Of what was parsed. */
  Set<Identifier> columns() {
    return Set.copyOf(columns);
  }

  private ClientFilterNode anyOf() {
    return junction("or", () -> junction("and", this::condition));
  }

  private ClientFilterNode junction(String word, Supplier<ClientFilterNode> part) {
    List<ClientFilterNode> parts = new ArrayList<>(List.of(part.get()));
    while (accept(word)) {
      parts.add(part.get());
    }
    return parts.size() == 1
        ? parts.get(0)
        : counted(new ClientFilterNode.Junction(upper(word), List.copyOf(parts)));
  }

  private ClientFilterNode condition() {
    if (accept("not")) {
      return counted(new ClientFilterNode.Not(deeper(this::condition)));
    }
    if (peek().is(Kind.OPEN)) {
      return parenthesised();
    }
    if (peek().isWord("exists")) {
      throw peek().refused("sub-queries are not allowed");
    }
    Operand first = operand();
    if (peek().is(Kind.COMPARISON)) {
      return comparison(first);
    }
    if (first instanceof Column column) {
      return predicate(column);
    }
    if (first instanceof ClientFilterNode.Truth) {
      return first;
    }
    throw peek().refused("a comparison with a column is expected after a value");
  }

  private ClientFilterNode parenthesised() {
    take();
    ClientFilterNode inner = deeper(this::anyOf);
    close();
    return peek().isWord("is") ? is(inner) : inner;
  }

  private ClientFilterNode comparison(Operand left) {
    ClientFilterToken operator = take();
    Operand right = operand();
    if (!(left instanceof Column) && !(right instanceof Column)) {
      throw operator.refused("one side of a comparison must be a column");
    }
    return counted(new ClientFilterNode.Comparison(left, operator.text(), right));
  }

  private ClientFilterNode predicate(Column column) {
    if (peek().isWord("is")) {
      return is(column);
    }
    boolean negated = accept("not");
    ClientFilterToken word = peek();
    if (accept("in")) {
      return counted(new ClientFilterNode.OneOf(column, negated, list()));
    }
    if (accept("between")) {
      return between(column, negated);
    }
    if (word.is(Kind.WORD) && LIKES.contains(word.text())) {
      take();
      return counted(new ClientFilterNode.Like(column, negated, upper(word.text()), pattern()));
    }
    if (negated) {
      throw word.refused("IN, BETWEEN, LIKE or ILIKE is expected after NOT");
    }
    if (word.is(Kind.OPEN)) {
      throw word.refused("functions are not allowed");
    }
    return column;
  }

  private ClientFilterNode is(ClientFilterNode tested) {
    take();
    boolean negated = accept("not");
    ClientFilterToken what = take();
    if (!what.isWord("null") && !what.isWord("true") && !what.isWord("false")) {
      throw what.refused("NULL, TRUE or FALSE is expected after IS");
    }
    return counted(new ClientFilterNode.Is(tested, negated, upper(what.text())));
  }

  private ClientFilterNode between(Column column, boolean negated) {
    Operand low = operand();
    if (!accept("and")) {
      throw peek().refused("BETWEEN needs two values with AND between them");
    }
    return counted(new ClientFilterNode.Between(column, negated, low, operand()));
  }

  private List<Operand> list() {
    if (!take().is(Kind.OPEN)) {
      throw tokens.get(next - 1).refused("a list of values in parentheses is expected after IN");
    }
    List<Operand> list = new ArrayList<>();
    do {
      list.add(value("a list after IN takes values, not columns or sub-queries"));
    } while (list.size() < MAX_LIST && acceptComma());
    close();
    return List.copyOf(list);
  }

  private Operand pattern() {
    ClientFilterToken token = peek();
    if (!token.is(Kind.TEXT) && !token.is(Kind.PARAM)) {
      throw token.refused("a text in single quotes or a parameter is expected after LIKE");
    }
    return operand();
  }

  private Operand value(String otherwise) {
    ClientFilterToken token = peek();
    boolean word = token.is(Kind.WORD) && !token.isWord("true") && !token.isWord("false");
    if (word || token.is(Kind.QUOTED_NAME)) {
      throw token.refused(otherwise);
    }
    return operand();
  }

  private Operand operand() {
    ClientFilterToken token = take();
    return counted(
        switch (token.kind()) {
          case TEXT -> new ClientFilterNode.Text(token.text());
          case NUMBER -> new ClientFilterNode.Numeral(ClientFilterNumber.canonical(token));
          case PARAM -> param(token);
          case QUOTED_NAME -> column(token);
          case WORD ->
            token.isWord("true") || token.isWord("false")
                ? new ClientFilterNode.Truth(token.isWord("true"))
                : column(unreserved(token));
          default ->
            throw token.refused(
                "a column, a text in single quotes, a number, TRUE, FALSE or a parameter is expected here");
        });
  }

  private ClientFilterNode.Param param(ClientFilterToken token) {
    int number = token.text().length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(token.text());
    if (number > params) {
      throw token.refused("there is no value for this parameter; " + params + " were sent");
    }
    used.set(number);
    return new ClientFilterNode.Param(number);
  }

  private static ClientFilterToken unreserved(ClientFilterToken word) {
    if (word.isWord("null")) {
      throw word.refused("nothing compares with NULL; write IS NULL");
    }
    if (word.isWord("select") || word.isWord("any") || word.isWord("all") || word.isWord("some")) {
      throw word.refused("sub-queries and ANY, ALL, SOME are not allowed; write IN ($1, $2)");
    }
    if (PostgresKeywords.isNoColumn(word.text())) {
      throw word.refused("the keyword " + upper(word.text())
          + " cannot stand here; a column of that name is written in double quotes");
    }
    return word;
  }

  private Column column(ClientFilterToken token) {
    if (PostgresKeywords.isSystemColumn(token.text())) {
      throw token.refused("system columns are not allowed");
    }
    try {
      Column column = new Column(new Identifier(token.text()));
      columns.add(column.name());
      return column;
    } catch (ContractException e) {
      throw token.refused("a name is empty or longer than 63 bytes");
    }
  }

  private <T extends ClientFilterNode> T counted(T node) {
    nodes++;
    if (nodes > MAX_NODES) {
      throw peek().refused("the filter has more than " + MAX_NODES + " parts; ask for less");
    }
    return node;
  }

  private ClientFilterNode deeper(Supplier<ClientFilterNode> part) {
    depth++;
    if (depth > MAX_DEPTH) {
      throw peek().refused("the filter is nested more than " + MAX_DEPTH + " levels deep");
    }
    ClientFilterNode node = part.get();
    depth--;
    return node;
  }

  private void close() {
    ClientFilterToken token = take();
    if (!token.is(Kind.CLOSE)) {
      throw token.refused("a closing parenthesis is expected here");
    }
  }

  private boolean acceptComma() {
    boolean found = peek().is(Kind.COMMA);
    next += found ? 1 : 0;
    return found;
  }

  private boolean accept(String word) {
    boolean found = peek().isWord(word);
    next += found ? 1 : 0;
    return found;
  }

  private ClientFilterToken peek() {
    return tokens.get(next);
  }

  /** The end is never passed. */
  private ClientFilterToken take() {
    ClientFilterToken token = peek();
    next += token.is(Kind.END) ? 0 : 1;
    return token;
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
