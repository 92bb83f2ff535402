package io.shapegate.proxy;

import io.shapegate.contract.Shape;
import io.shapegate.contract.ShapeClaim;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a request asks for exactly the shape that its token grants. Ask for {@link Same}: all else is refused. */
sealed interface ShapeMatch {
  /** The shape that goes upstream: the claim's, with the client's choice where the claim leaves one. */
  record Same(Shape shape) implements ShapeMatch {}

  /** The part that differs, named without any value of claim or request. */
  record Different(String part) implements ShapeMatch {}

  /**
   * Compares meaning, not spelling, where Electric does. What the claim restricts, the request must repeat; {@code replica}
   * and {@code queryable_columns} may be left out.
   */
  static ShapeMatch of(ShapeClaim claim, ShapeRequest asked) {
    Shape granted = claim.shape();
    if (!granted.table().equals(asked.table())) {
      return new Different("table");
    }
    if (!Objects.equals(granted.where(), asked.where())) {
      return new Different("where");
    }
    if (!granted.params().equals(asked.params())) {
      return new Different("params");
    }
    if (!Objects.equals(granted.columns(), asked.columns())) {
      return new Different("columns");
    }
    return ofWhatMayBeLeftOut(claim, asked);
  }

  private static ShapeMatch ofWhatMayBeLeftOut(ShapeClaim claim, ShapeRequest asked) {
    Shape granted = claim.shape();
    if (isAnother(asked.queryableColumns(), granted.effectiveQueryableColumns())) {
      return new Different("queryable_columns");
    }
    if (granted.replica() != null && isAnother(asked.replica(), granted.replica())) {
      return new Different("replica");
    }
    if (asked.subset().isPresent() && !claim.subsets()) {
      return new Different("subset");
    }
    return new Same(granted.replica() == null ? granted.withReplica(asked.replica()) : granted);
  }

  private static boolean isAnother(@Nullable Object asked, @Nullable Object granted) {
    return asked != null && !asked.equals(granted);
  }
}
