package io.shapegate.policycheck;

import java.util.Map;
import java.util.Optional;

/**
 * What a decision should be. What is not mentioned is not looked at.
 *
 * @param facts by name, written as {@link Facts} writes those of a decision
 */
record Expectation(Map<String, String> facts, Optional<ExpectedRows> rows) {}
