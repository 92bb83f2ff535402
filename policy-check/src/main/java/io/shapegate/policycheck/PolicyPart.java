package io.shapegate.policycheck;

import io.shapegate.contract.ClaimPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the policy is set up, as far as decisions depend on it.
 *
 * @param role who the policy is in Postgres; the SQL files create the role
 * @param settings those of the policy, by name
 */
record PolicyPart(String role, Map<String, String> settings) {
  static final String OWNER = "postgres";
  static final PolicyPart DEFAULT = new PolicyPart(OWNER, Map.of());
  private static final Set<String> KEYS = Set.of("role", "roles_claim", "roles_lookup");

  static PolicyPart read(Yaml section) {
    Map<String, Yaml> fields = section.object("policy", KEYS);
    Map<String, String> settings = new HashMap<>();
    Yaml claim = fields.get("roles_claim");
    if (claim != null) {
      if (ClaimPath.parse(claim.text()).isEmpty()) {
        throw claim.problem("roles_claim must be a path such as realm_access.roles");
      }
      settings.put("ROLES_CLAIM", claim.text());
    }
    Yaml lookup = fields.get("roles_lookup");
    if (lookup != null) {
      settings.put("ROLES_LOOKUP", lookup.text());
    }
    Yaml role = fields.get("role");
    return new PolicyPart(role == null ? OWNER : role.text(), Map.copyOf(settings));
  }
}
