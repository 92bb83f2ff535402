/**
 * The proxy: verifies a shape token, compares its claim with the request, and streams Electric's answer. {@link
 * io.shapegate.proxy.ShapeHandler} shows the whole way of a request.
 */
@NullMarked
package io.shapegate.proxy;

import org.jspecify.annotations.NullMarked;
