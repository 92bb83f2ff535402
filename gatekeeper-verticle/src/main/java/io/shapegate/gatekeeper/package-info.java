/** Turns a user's credential and a shape into a shape-scoped token, if the policy allows it. */
@NullMarked
package io.shapegate.gatekeeper;

import org.jspecify.annotations.NullMarked;
