package io.shapegate.proxy;

/** A request's place among those in flight, until it is given back. */
record Admitted(Admission admission, Grant grant) {
  void release() {
    admission.release(grant);
  }
}
