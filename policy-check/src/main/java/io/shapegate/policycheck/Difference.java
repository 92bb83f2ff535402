package io.shapegate.policycheck;

/** Where a decision is not what a case expects. */
record Difference(String fact, String expected, String actual) {}
