/** Load on the real processes, and the cost of their parts. Nothing of it is part of the product. */
@NullMarked
package io.shapegate.benchmarks;

import org.jspecify.annotations.NullMarked;
