package io.shapegate.gatekeeper;

import io.shapegate.contract.Decision;
import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.PolicyRequest;
import io.shapegate.contract.Shape;
import io.shapegate.contract.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One question before the policies, and what they said to it. Used on one event loop. */
final class Hearing {
  private final PolicyRequest request;
  private final List<PolicyAnswer> answers = new ArrayList<>();
  private @Nullable Allow allowed;

  Hearing(PolicyRequest request) {
    this.request = request;
  }

  PolicyRequest request() {
    return request;
  }

  Subject subject() {
    return request.subject();
  }

  Shape asked() {
    return request.shape();
  }

  void hear(PolicyAnswer answer) {
    answers.add(answer);
  }

  void end(Decision decision) {
    allowed = decision instanceof Allow allow ? allow : null;
  }

  /** Of every policy that was asked, in order. */
  List<PolicyAnswer> answers() {
    return Collections.unmodifiableList(answers);
  }

  /** What all of them together allowed, however long it is; null where they did not. */
  @Nullable
  Allow allowed() {
    return allowed;
  }
}
