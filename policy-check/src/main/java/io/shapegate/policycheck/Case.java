package io.shapegate.policycheck;

import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;

/**
 * One question to the policy, and what is expected of its answer.
 *
 * @param place where it stands, such as {@code cases.yaml:12}
 */
record Case(String place, String name, Subject subject, Shape asked, Expectation expectation) {}
