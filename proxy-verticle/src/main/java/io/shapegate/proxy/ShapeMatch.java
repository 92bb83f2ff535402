package io.shapegate.proxy;

import io.shapegate.contract.Replica;
import io.shapegate.contract.Shape;
import io.shapegate.contract.ShapeClaim;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a request asks for exactly the shape that its token grants. Ask for {@link Same}: all else is refused. */
sealed interface ShapeMatch {
  /** What goes upstream is the claim's shape, with the client's {@code replica} where the claim leaves that open. */
  record Same(@Nullable Replica replica) implements ShapeMatch {}

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
    return new Same(granted.replica() == null ? asked.replica() : null);
  }

  private static boolean isAnother(@Nullable Object asked, @Nullable Object granted) {
    return asked != null && !asked.equals(granted);
  }
}
