package io.shapegate.demo;

import io.shapegate.contract.Problem;

/** Why a request is not answered as asked; the whole of it is shown to the client. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private Refusal(int status, String code, String title, String detail) {
    super(detail, null, false, false);
    this.problem = new Problem(status, code, title, detail);
  }

  Problem problem() {
    return problem;
  }

  static Refusal unreadable(String detail) {
    return new Refusal(400, "invalid_request", "The request cannot be read", detail);
  }

  static Refusal unknownRoute() {
    return new Refusal(404, "not_found", "Not found", "there is the page at /, and /demo");
  }

  static Refusal notThere(String detail) {
    return new Refusal(404, "no_such_row", "No such row", detail);
  }

  static Refusal method(String allowed) {
    return new Refusal(405, "method_not_allowed", "Another method is needed", "use " + allowed);
  }

  static Refusal taken(String detail) {
    return new Refusal(409, "row_exists", "There is such a row", detail);
  }

  static Refusal full(String detail) {
    return new Refusal(409, "table_full", "There are enough rows", detail);
  }

  static Refusal contentType() {
    return new Refusal(
        415,
        "unsupported_media_type",
        "The body is of an unknown type",
        "send one Content-Type: application/json");
  }

  static Refusal databaseUnavailable() {
    return new Refusal(
        503, "database_unavailable", "Cannot write now", "the database does not answer");
  }
}
