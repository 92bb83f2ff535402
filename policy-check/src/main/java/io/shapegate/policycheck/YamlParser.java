package io.shapegate.policycheck;

import java.io.StringReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Parses a file that holds one YAML document. Makes no objects, and nothing in it can stand for more than it is. */
final class YamlParser {
  private static final int MAX_DEPTH = 20;

  private YamlParser() {}

  /** What is no YAML is an {@link UnusableInputException} with its place. */
  static Yaml parse(InputFile file) {
    try {
      Node node = composer(file.text()).getSingleNode();
      if (node == null) {
        throw file.problem(0, "the file is empty");
      }
      return new Yaml(file, node);
    } catch (MarkedYAMLException e) {
      String problem = String.valueOf(e.getProblem());
      Mark mark = e.getProblemMark();
      throw mark == null
          ? file.problem(0, problem)
          : file.problem(mark.getLine(), mark.getColumn(), problem);
    } catch (YAMLException e) {
      throw file.problem(0, String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    }
  }

  /** How much may be read is limited by the file already. */
  private static Composer composer(String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(0);
    limits.setCodePointLimit(Integer.MAX_VALUE);
    return new Composer(
        new ParserImpl(new StreamReader(new StringReader(text)), limits), new CoreSchema(), limits);
  }
}
