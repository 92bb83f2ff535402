/** The words that gatekeeper, policy and proxy share: shapes, claims, decisions and their JSON. */
@NullMarked
package io.shapegate.contract;

import org.jspecify.annotations.NullMarked;
