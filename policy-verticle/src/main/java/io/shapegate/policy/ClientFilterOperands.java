package io.shapegate.policy;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Identifier;
import io.shapegate.policy.ClientFilterNode.Column;
import io.shapegate.policy.ClientFilterNode.Operand;
import io.shapegate.policy.ClientFilterToken.Kind;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads the columns and values of a client's filter, and remembers what it uses. */
final class ClientFilterOperands {
  /** Electric evaluates each of them for each change of a row. */
  private static final int MAX_OPERANDS = 200;

  private static final int MAX_PARAM_DIGITS = 4;
  private static final Set<String> SUB_QUERY = Set.of("select", "any", "all", "some");

  private final ClientFilterCursor cursor;
  private final int params;
  private final BitSet usedParams = new BitSet();
  private final Set<Identifier> columns = new LinkedHashSet<>();
  private int count;

  /** @param params how many there are */
  ClientFilterOperands(ClientFilterCursor cursor, int params) {
    this.cursor = cursor;
    this.params = params;
  }

  /** Of what was read, in that order. */
  Set<Identifier> columns() {
    return Collections.unmodifiableSet(columns);
  }

  void checkAllParamsUsed() {
    int unused = usedParams.nextClearBit(1);
    if (unused <= params) {
      throw new FilterException(
          "the filter does not use the parameter $" + unused + "; leave out what it does not use");
    }
  }

  Operand any() {
    ClientFilterToken token = cursor.take();
    count++;
    if (count > MAX_OPERANDS) {
      throw token.refused(
          "the filter has more than " + MAX_OPERANDS + " columns and values; ask for less");
    }
    return switch (token.kind()) {
      case TEXT -> new ClientFilterNode.Text(token.text());
      case NUMBER -> new ClientFilterNode.Numeral(ClientFilterNumber.canonical(token));
      case PARAM -> param(token);
      case QUOTED_NAME -> column(token);
      case WORD ->
        isTruth(token)
            ? new ClientFilterNode.Truth(token.isWord("true"))
            : column(unreserved(token));
      default ->
        throw token.refused(
            "a column, a text in single quotes, a number, TRUE, FALSE or a parameter is expected here");
    };
  }

  /** No column. */
  Operand value(String otherwise) {
    ClientFilterToken token = cursor.peek();
    if (token.is(Kind.QUOTED_NAME) || (token.is(Kind.WORD) && !isTruth(token))) {
      throw token.refused(otherwise);
    }
    return any();
  }

  /** A text or a parameter. */
  Operand text(String otherwise) {
    ClientFilterToken token = cursor.peek();
    if (!token.is(Kind.TEXT) && !token.is(Kind.PARAM)) {
      throw token.refused(otherwise);
    }
    return any();
  }

  private static boolean isTruth(ClientFilterToken token) {
    return token.isWord("true") || token.isWord("false");
  }

  private ClientFilterNode.Param param(ClientFilterToken token) {
    String number = token.text();
    if (number.length() > MAX_PARAM_DIGITS || Integer.parseInt(number) > params) {
      throw token.refused("there is no value for this parameter; " + params + " were sent");
    }
    usedParams.set(Integer.parseInt(number));
    return new ClientFilterNode.Param(Integer.parseInt(number));
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

  private static ClientFilterToken unreserved(ClientFilterToken word) {
    if (word.isWord("null")) {
      throw word.refused("nothing compares with NULL; write IS NULL");
    }
    if (SUB_QUERY.contains(word.text())) {
      throw word.refused("sub-queries and ANY, ALL, SOME are not allowed; write IN ($1, $2)");
    }
    if (PostgresKeywords.isNoColumn(word.text())) {
      throw word.refused("the keyword " + word.keyword()
          + " cannot stand here; a column of that name is written in double quotes");
    }
    return word;
  }
}
