package io.shapegate.policy;

import java.time.Duration;
import java.util.List;

/**
 * A query whose result stands for {@code :name} in row filters.
 *
 * @param sql gives one row with one list of texts; its parameters are texts, in the order of {@code binds}
 * @param single whether it stands for one value instead of a list
 * @param cache for how long a result may be used again; zero for never
 */
record Lookup(String name, String sql, List<Bind> binds, boolean single, Duration cache) {}
