package io.shapegate.proxy;

import io.shapegate.contract.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Ends the way of a request through {@link ShapePipeline}: the client gets the problem, and Electric nothing more. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient MultiMap headers = HttpHeaders.headers();

  private RefusedException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  static RefusedException badRequest(String detail) {
    return of(400, "bad_request", "The request cannot be read", detail);
  }

  static RefusedException unauthorized(String detail) {
    RefusedException refused = of(401, "invalid_token", "A valid shape token is needed", detail);
    refused.headers.set("www-authenticate", "Bearer error=\"invalid_token\"");
    return refused;
  }

  static RefusedException undecided() {
    return retryLater("keys_unavailable", "the keys that verify tokens could not be fetched yet");
  }

  static RefusedException forbidden(String part) {
    return of(
        403,
        "shape_mismatch",
        "The token is for another shape",
        "the request differs from the token in: " + part
            + "; ask for exactly the shape that the gatekeeper granted");
  }

  static RefusedException notFound() {
    return of(404, "not_found", "There is nothing at this path", "shapes are at /v1/shape");
  }

  static RefusedException methodNotAllowed(String allowed) {
    RefusedException refused =
        of(405, "method_not_allowed", "The method is not allowed", "allowed here: " + allowed);
    refused.headers.set(HttpHeaders.ALLOW, allowed);
    return refused;
  }

  static RefusedException bodyTooLarge(int limit) {
    return of(
        413,
        "body_too_large",
        "The body is too large",
        "a subset query may have " + limit + " bytes");
  }

  static RefusedException uriTooLong() {
    return of(
        414,
        "uri_too_long",
        "The request line is too long",
        "send the subset query in the body of a POST");
  }

  static RefusedException badGateway(String code, String detail) {
    return of(502, code, "Electric did not answer as expected", detail);
  }

  static RefusedException gatewayTimeout() {
    return of(504, "electric_timeout", "Electric did not answer in time", "try again");
  }

  static RefusedException clientTimeout() {
    return of(408, "client_timeout", "The answer was not read in time", "read it, or ask again");
  }

  static RefusedException requestTimeout() {
    return of(
        408, "request_timeout", "The request took too long", "send the whole body within 15 s");
  }

  static RefusedException shuttingDown() {
    return retryLater("shutting_down", "this proxy stops; another one answers");
  }

  static RefusedException retryLater(String code, String detail) {
    RefusedException refused = of(503, code, "Try again in a moment", detail);
    refused.headers.set(HttpHeaders.RETRY_AFTER, "1");
    return refused;
  }

  static RefusedException tooManyRequests(String code, String detail, int retrySeconds) {
    RefusedException refused = of(429, code, "Too many requests", detail);
    refused.headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retrySeconds));
    return refused;
  }

  static RefusedException expired() {
    return unauthorized("the token has expired");
  }

  static RefusedException internal() {
    return of(
        500,
        "internal_error",
        "Something went wrong here",
        "the log has more under the request_id");
  }

  Problem problem() {
    return problem;
  }

  MultiMap headers() {
    return headers;
  }

  private static RefusedException of(int status, String code, String title, String detail) {
    return new RefusedException(new Problem(status, code, title, detail));
  }
}
