package io.shapegate.gatekeeper;

import io.shapegate.contract.ClaimPath;
import io.shapegate.contract.RolesClaim;
import io.shapegate.contract.Subject;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;

/**
 * Who may have decisions explained.
 *
 * @param role that the caller's identity token must have
 * @param roles where it has its roles
 */
record ExplainConfig(String role, RolesClaim roles) {
  static ExplainConfig from(Settings settings) {
    return new ExplainConfig(settings.text("EXPLAIN_ROLE", "administrator"), roles(settings));
  }

  /** Never for the anonymous, who have no roles. */
  boolean allows(Subject caller) {
    return roles.of(caller).contains(role);
  }

  private static RolesClaim roles(Settings settings) {
    return ClaimPath.parse(settings.text("ROLES_CLAIM", "roles"))
        .map(RolesClaim::new)
        .orElseThrow(() -> new SettingException(
            "ROLES_CLAIM",
            "must be a path such as realm_access.roles; a key that is no plain name goes in"
                + " double quotes"));
  }
}
