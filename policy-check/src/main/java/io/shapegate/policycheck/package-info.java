/** Holds an application's rules against cases that say what each user may see. */
@NullMarked
package io.shapegate.policycheck;

import org.jspecify.annotations.NullMarked;
