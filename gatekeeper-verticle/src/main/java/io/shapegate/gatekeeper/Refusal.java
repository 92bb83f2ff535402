package io.shapegate.gatekeeper;

import org.jspecify.annotations.Nullable;

/**
 * Why a request gets no token. {@link ProblemAnswer} alone knows which status that is; the message is shown to the client.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  enum Kind {
    UNREADABLE,
    UNKNOWN_CONTENT_TYPE,
    NO_CREDENTIAL,
    BAD_CREDENTIAL,
    DENIED,
    UNKNOWN_ROUTE,
    UNAVAILABLE
  }

  private final Kind kind;
  private final String code;

  private Refusal(Kind kind, String code, String detail) {
    this(kind, code, detail, null);
  }

  private Refusal(Kind kind, String code, String detail, @Nullable Throwable cause) {
    super(detail, cause, false, false);
    this.kind = kind;
    this.code = code;
  }

  Kind kind() {
    return kind;
  }

  String code() {
    return code;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  static Refusal unreadable(String detail) {
    return new Refusal(Kind.UNREADABLE, "invalid_request", detail);
  }

  static Refusal unknownContentType(String detail) {
    return new Refusal(Kind.UNKNOWN_CONTENT_TYPE, "unsupported_media_type", detail);
  }

  static Refusal noCredential() {
    return new Refusal(
        Kind.NO_CREDENTIAL, "no_credential", "send an Authorization header: Bearer <token>");
  }

  static Refusal badCredential(String detail) {
    return new Refusal(Kind.BAD_CREDENTIAL, "invalid_token", detail);
  }

  static Refusal denied(String code, String reason) {
    return new Refusal(Kind.DENIED, code, reason);
  }

  static Refusal explainNotAllowed(String role) {
    return new Refusal(
        Kind.DENIED,
        "explain_not_allowed",
        "explain is for callers whose identity token has the role " + role);
  }

  static Refusal unknownRoute() {
    return new Refusal(Kind.UNKNOWN_ROUTE, "not_found", "there is POST /gatekeeper/:table");
  }

  static Refusal identityUnavailable() {
    return new Refusal(
        Kind.UNAVAILABLE, "identity_unavailable", "the keys of the identity provider are not here");
  }

  static Refusal policyUnavailable() {
    return policyUnavailable(null);
  }

  /** The cause is for logs and administrators; the client does not get to see it. */
  static Refusal policyUnavailable(@Nullable Throwable cause) {
    return new Refusal(Kind.UNAVAILABLE, "policy_unavailable", "no policy answered in time", cause);
  }
}
