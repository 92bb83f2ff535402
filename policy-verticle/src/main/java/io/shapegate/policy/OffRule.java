package io.shapegate.policy;

import io.shapegate.contract.TableName;
import java.util.Optional;

/**
 * A rule that cannot be used. It grants nothing; one that was to deny denies everybody, as nobody can tell whom it was for.
 *
 * @param asked empty where not even the name of what it is about can be read
 * @param why a sentence for whoever wrote the rule
 */
record OffRule(
    String name,
    Optional<TableName> asked,
    Optional<TableName> table,
    boolean denies,
    String why) {}
