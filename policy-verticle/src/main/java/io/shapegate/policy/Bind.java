package io.shapegate.policy;

import io.shapegate.contract.ClaimPath;
import io.shapegate.contract.Subject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A name in a filter or a lookup that stands for a value of whoever asks. Equal binds have equal values. */
sealed interface Bind {
  int MAX_LENGTH = 200;
  Pattern LOOKUP = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** What stands in the verified identity itself. */
  sealed interface FromToken extends Bind {
    /** The text that Postgres reads as the value; empty where the subject has none that can be used. */
    Optional<String> value(Subject subject);
  }

  /** {@code :sub}: the verified subject; nobody, when anonymous. */
  record SubjectId() implements FromToken {
    @Override
    public Optional<String> value(Subject subject) {
      return subject.anonymous() ? Optional.empty() : ClaimText.of(subject.id());
    }

    @Override
    public String toString() {
      return "sub";
    }
  }

  /** {@code :claims.a.b}: a verified claim. */
  record Claim(ClaimPath path) implements FromToken {
    @Override
    public Optional<String> value(Subject subject) {
      return subject.anonymous()
          ? Optional.empty()
          : path.in(subject.claims()).flatMap(ClaimText::of);
    }

    @Override
    public String toString() {
      return "claims." + path;
    }
  }

  /** {@code :org_ids}: what the lookup of that name returns. */
  record Looked(String lookup) implements Bind {
    @Override
    public String toString() {
      return lookup;
    }
  }

  /** Reads a bind as it is written after its colon. */
  static Bind parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidRuleException("a bind is longer than " + MAX_LENGTH + " characters");
    }
    List<String> keys = ClaimPath.parse(text).map(ClaimPath::keys).orElse(List.of());
    if (keys.equals(List.of("sub"))) {
      return new SubjectId();
    }
    if (keys.size() > 1 && keys.get(0).equals("claims")) {
      return new Claim(new ClaimPath(keys.subList(1, keys.size())));
    }
    if (LOOKUP.matcher(text).matches() && !text.equals("claims")) {
      return new Looked(text);
    }
    throw new InvalidRuleException(
        ":" + text
            + " is no bind; there are :sub, :claims.name and :name of a lookup (and in a slice, write [1: n])");
  }
}
