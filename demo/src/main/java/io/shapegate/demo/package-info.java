/** The demo page and its back end. For trying Shapegate out; it signs anybody in, so it never belongs in production. */
@NullMarked
package io.shapegate.demo;

import org.jspecify.annotations.NullMarked;
