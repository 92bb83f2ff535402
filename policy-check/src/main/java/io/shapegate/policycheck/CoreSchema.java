package io.shapegate.policycheck;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What plain words mean, as in YAML 1.2: {@code no} is a text and {@code 012} is twelve, unlike in YAML 1.1, which the
 * library reads by itself. Source: yaml.org/spec/1.2.2, section 10.3, without octal, hexadecimal and infinite numbers.
 */
final class CoreSchema extends Resolver {
  private static final Pattern TRUTH = Pattern.compile("true|false");
  private static final Pattern NOTHING = Pattern.compile("~|null|");
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,100}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?");

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.BOOL, TRUTH, "tf");
    addImplicitResolver(Tag.NULL, NOTHING, "~n\0");
    addImplicitResolver(Tag.NULL, NOTHING, null);
    addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
    addImplicitResolver(Tag.FLOAT, DECIMAL, "-+.0123456789");
  }
}
