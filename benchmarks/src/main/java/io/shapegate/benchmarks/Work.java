package io.shapegate.benchmarks;

import java.util.List;

/**
 * What a gatekeeper is asked to do.
 *
 * @param name as the results show it
 */
record Work(String name, StartedProcess gatekeeper, List<byte[]> requests) {}
