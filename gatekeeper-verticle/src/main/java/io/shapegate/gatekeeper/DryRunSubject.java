package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Reads somebody to decide about from what an administrator wrote: {@code {"id": "bob", "claims": {…}}} or {@code
 * {"anonymous": true}}. Bob is as he would be if he came with a token: his claims have his {@code sub}.
 */
final class DryRunSubject {
  private static final Set<String> KEYS = Set.of("id", "anonymous", "claims");

  private DryRunSubject() {}

  static Subject read(JsonObject json) {
    if (!KEYS.containsAll(json.fieldNames())) {
      throw new ContractException("a subject has id and claims, or \"anonymous\": true");
    }
    Object anonymous = json.getValue("anonymous");
    if (anonymous != null && !(anonymous instanceof Boolean)) {
      throw new ContractException("anonymous, of a subject, must be true or false");
    }
    return Boolean.TRUE.equals(anonymous) ? anonymous(json) : somebody(json);
  }

  private static Subject anonymous(JsonObject json) {
    if (json.getValue("id") != null || json.getValue("claims") != null) {
      throw new ContractException("an anonymous subject has neither id nor claims");
    }
    return Subject.ANONYMOUS;
  }

  private static Subject somebody(JsonObject json) {
    if (!(json.getValue("id") instanceof String id) || id.isEmpty()) {
      throw new ContractException("a subject needs an id, which is a text, or \"anonymous\": true");
    }
    SubjectName.fault(id).ifPresent(fault -> {
      throw new ContractException("the id of a subject " + fault);
    });
    Object claims = json.getValue("claims", new JsonObject());
    if (claims == null) {
      claims = new JsonObject();
    }
    if (!(claims instanceof JsonObject object)) {
      throw new ContractException("the claims of a subject must be an object");
    }
    if (object.containsKey("sub") && !id.equals(object.getValue("sub"))) {
      throw new ContractException("the claim sub of a subject must be its id, or left out");
    }
    return new Subject(id, false, object.put("sub", id));
  }
}
