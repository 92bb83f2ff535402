/** The built-in policy: decides by rules that it reads from Postgres. */
@NullMarked
package io.shapegate.policy;

import org.jspecify.annotations.NullMarked;
