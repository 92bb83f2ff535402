/** How to reach Postgres, for whoever needs to: the policy's rules and the gatekeeper's decision log. */
@NullMarked
package io.shapegate.postgres;

import org.jspecify.annotations.NullMarked;
