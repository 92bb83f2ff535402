package io.shapegate.policy;

import io.shapegate.policy.ClientFilterNode.Column;
import io.shapegate.policy.ClientFilterNode.Operand;
import io.shapegate.policy.ClientFilterToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the conditions that a client's filter may have, with Postgres' precedence: OR, AND, NOT, then everything else. A
 * condition is part of another one only in parentheses, so there is no further precedence to know.
 */
final class ClientFilterParser {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_LIST = 100;

  private final ClientFilterCursor cursor;
  private final ClientFilterOperands operands;
  private int depth;

  ClientFilterParser(ClientFilterCursor cursor, ClientFilterOperands operands) {
    this.cursor = cursor;
    this.operands = operands;
  }

  ClientFilterNode parse() {
    ClientFilterNode root = anyOf();
    cursor.expect(
        Kind.END, "AND, OR or the end is expected here; conditions within others need parentheses");
    return root;
  }

  private ClientFilterNode anyOf() {
    return junction("or", () -> junction("and", this::condition));
  }

  private ClientFilterNode junction(String keyword, Supplier<ClientFilterNode> part) {
    ClientFilterNode first = part.get();
    if (!cursor.peek().isWord(keyword)) {
      return first;
    }
    String operator = cursor.peek().keyword();
    List<ClientFilterNode> parts = new ArrayList<>(List.of(first));
    while (cursor.accept(keyword)) {
      parts.add(part.get());
    }
    return new ClientFilterNode.Junction(operator, List.copyOf(parts));
  }

  private ClientFilterNode condition() {
    if (cursor.accept("not")) {
      return new ClientFilterNode.Not(deeper(this::condition));
    }
    if (cursor.accept(Kind.OPEN)) {
      return parenthesised();
    }
    if (cursor.peek().isWord("exists")) {
      throw cursor.peek().refused("sub-queries are not allowed");
    }
    Operand first = operands.any();
    if (cursor.peek().is(Kind.COMPARISON)) {
      return comparison(first);
    }
    if (first instanceof Column column) {
      return predicate(column);
    }
    if (first instanceof ClientFilterNode.Truth) {
      return first;
    }
    throw cursor.peek().refused("a comparison with a column is expected after a value");
  }

  private ClientFilterNode parenthesised() {
    ClientFilterNode inner = deeper(this::anyOf);
    close();
    return cursor.accept("is") ? is(inner) : inner;
  }

  private ClientFilterNode comparison(Operand left) {
    ClientFilterToken operator = cursor.take();
    Operand right = operands.any();
    if (!(left instanceof Column) && !(right instanceof Column)) {
      throw operator.refused("one side of a comparison must be a column");
    }
    return new ClientFilterNode.Comparison(left, operator.text(), right);
  }

  private ClientFilterNode predicate(Column column) {
    if (cursor.accept("is")) {
      return is(column);
    }
    boolean negated = cursor.accept("not");
    ClientFilterToken word = cursor.peek();
    if (cursor.accept("in")) {
      return new ClientFilterNode.OneOf(column, negated, list());
    }
    if (cursor.accept("between")) {
      return between(column, negated);
    }
    if (cursor.accept("like") || cursor.accept("ilike")) {
      return new ClientFilterNode.Like(column, negated, word.keyword(), pattern());
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
    boolean negated = cursor.accept("not");
    ClientFilterToken what = cursor.take();
    if (!what.isWord("null") && !what.isWord("true") && !what.isWord("false")) {
      throw what.refused("NULL, TRUE or FALSE is expected after IS");
    }
    return new ClientFilterNode.Is(tested, negated, what.keyword());
  }

  private ClientFilterNode between(Column column, boolean negated) {
    Operand low = operands.any();
    if (!cursor.accept("and")) {
      throw cursor.peek().refused("BETWEEN needs two values with AND between them");
    }
    return new ClientFilterNode.Between(column, negated, low, operands.any());
  }

  private List<Operand> list() {
    cursor.expect(Kind.OPEN, "a list of values in parentheses is expected after IN");
    List<Operand> list = new ArrayList<>();
    do {
      list.add(operands.value("a list after IN takes values, not columns or sub-queries"));
    } while (list.size() < MAX_LIST && cursor.accept(Kind.COMMA));
    if (cursor.peek().is(Kind.COMMA)) {
      throw cursor.peek().refused("a list has more than " + MAX_LIST + " values; ask for less");
    }
    close();
    return List.copyOf(list);
  }

  private Operand pattern() {
    return operands.text("a text in single quotes or a parameter is expected after LIKE and ILIKE");
  }

  private ClientFilterNode deeper(Supplier<ClientFilterNode> part) {
    depth++;
    if (depth > MAX_DEPTH) {
      throw cursor.peek().refused("the filter is nested more than " + MAX_DEPTH + " levels deep");
    }
    ClientFilterNode node = part.get();
    depth--;
    return node;
  }

  private void close() {
    cursor.expect(Kind.CLOSE, "a closing parenthesis is expected here");
  }
}
