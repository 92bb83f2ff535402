/** An authorization service behind a URL, as a policy. */
@NullMarked
package io.shapegate.httppolicy;

import org.jspecify.annotations.NullMarked;
