package io.shapegate.policycheck;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A part of a YAML file that knows its place. Everything that is not what the caller asks for is an {@link
 * UnusableInputException} with that place. Makes no objects but those of JSON, whatever tags the file has.
 */
record Yaml(InputFile file, Node node) {
  private static final Set<Tag> TAGS =
      Set.of(Tag.STR, Tag.BOOL, Tag.NULL, Tag.INT, Tag.FLOAT, Tag.MAP, Tag.SEQ);

  /** The values by their keys; each key must be one of these. */
  Map<String, Yaml> object(String what, Set<String> keys) {
    Map<String, Yaml> values = object(what);
    children(what).forEach((key, value) -> {
      if (!keys.contains(key.text())) {
        throw key.problem(what + " has no " + key.text() + "; there are "
            + String.join(", ", keys.stream().sorted().toList()));
      }
    });
    return values;
  }

  /** The values by their keys, in the order of the file. */
  Map<String, Yaml> object(String what) {
    Map<String, Yaml> values = new LinkedHashMap<>();
    children(what).forEach((key, value) -> {
      if (values.put(key.text(), value) != null) {
        throw key.problem(key.text() + " is there twice");
      }
    });
    return values;
  }

  List<Yaml> list(String what) {
    if (!(node instanceof SequenceNode sequence)) {
      throw problem(what + " must be a list");
    }
    return sequence.getValue().stream().map(item -> new Yaml(file, item)).toList();
  }

  /** The items of a list, or the one value that stands where a list could. */
  List<Yaml> oneOrMore(String what) {
    List<Yaml> items = node instanceof SequenceNode ? list(what) : List.of(this);
    if (items.isEmpty()) {
      throw problem(what + " is an empty list");
    }
    return items;
  }

  /** A text, a number or a flag, as it is written. */
  String text() {
    if (!(node instanceof ScalarNode scalar) || isNull()) {
      throw problem("a text is expected here");
    }
    requireTag();
    return scalar.getValue();
  }

  @Nullable
  String textOrNull() {
    return isNull() ? null : text();
  }

  /** What a reader makes of the text; what it throws becomes a problem here. */
  <T> T parsed(Function<String, T> reader) {
    String text = text();
    return tried(() -> reader.apply(text));
  }

  /** What a supplier makes; what it throws becomes a problem here. */
  <T> T tried(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (UnusableInputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw problem(String.valueOf(e.getMessage()));
    }
  }

  int number(String what) {
    try {
      int number = node.getTag().equals(Tag.INT) ? Integer.parseInt(text()) : -1;
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw problem(what + " must be a whole number");
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  boolean isObject() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  boolean isNumber() {
    return node.getTag().equals(Tag.INT);
  }

  /** As the JSON of a token would be read. */
  @Nullable
  Object json() {
    requireTag();
    if (node instanceof MappingNode) {
      JsonObject object = new JsonObject();
      object("an object").forEach((key, value) -> object.put(key, value.json()));
      return object;
    }
    if (node instanceof SequenceNode) {
      List<@Nullable Object> items = new ArrayList<>();
      list("a list").forEach(item -> items.add(item.json()));
      return new JsonArray(items);
    }
    return isNull() ? null : scalar(text());
  }

  /** Such as {@code cases.yaml:12}. */
  String place() {
    return file.name() + ":" + (node.getStartMark().getLine() + 1);
  }

  UnusableInputException problem(String what) {
    return file.problem(node.getStartMark().getLine(), node.getStartMark().getColumn(), what);
  }

  private Object scalar(String text) {
    Tag tag = node.getTag();
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    if (tag.equals(Tag.INT)) {
      return new BigInteger(text);
    }
    return tag.equals(Tag.FLOAT) ? (Object) Double.valueOf(text) : text;
  }

  private Map<Yaml, Yaml> children(String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw problem(what + " must be an object with keys and values");
    }
    requireTag();
    Map<Yaml, Yaml> children = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      children.put(new Yaml(file, tuple.getKeyNode()), new Yaml(file, tuple.getValueNode()));
    }
    return children;
  }

  private void requireTag() {
    if (!TAGS.contains(node.getTag())) {
      throw problem("the tag " + node.getTag() + " is not allowed");
    }
  }
}
