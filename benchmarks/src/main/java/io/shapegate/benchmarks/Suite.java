package io.shapegate.benchmarks;

/** One benchmark: starts what it measures, and ends it. */
interface Suite {
  Report run(Arguments arguments) throws Exception;
}
