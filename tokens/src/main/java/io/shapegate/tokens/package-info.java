/**
 * Strict verification of JSON Web Tokens. Vert.x Auth JWT does the cryptography; what stands here refuses what the library
 * would let pass: a second reading of a token, a missing claim, a weak or foreign key.
 */
@NullMarked
package io.shapegate.tokens;

import org.jspecify.annotations.NullMarked;
