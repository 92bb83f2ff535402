@org.jspecify.annotations.NullMarked
package io.shapegate.develectric;
