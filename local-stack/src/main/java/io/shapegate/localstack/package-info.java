/** The whole of Shapegate in one JVM, with an embedded Postgres and sample data, for a look at how it works. */
@NullMarked
package io.shapegate.localstack;

import org.jspecify.annotations.NullMarked;
