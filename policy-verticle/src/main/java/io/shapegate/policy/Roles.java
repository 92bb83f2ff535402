package io.shapegate.policy;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The roles of a subject.
 *
 * @param complete false where the claim holds something else than roles: then there may be more of them
 */
record Roles(Set<String> names, boolean complete) {
  Roles and(Collection<String> more) {
    return new Roles(
        Stream.concat(names.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()),
        complete);
  }
}
