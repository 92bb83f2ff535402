package io.shapegate.gatekeeper;

import io.shapegate.contract.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The wish to see how a decision comes about, in place of a token.
 *
 * @param subject whom to decide about; null for the caller
 */
record ExplainRequest(@Nullable Subject subject) {}
