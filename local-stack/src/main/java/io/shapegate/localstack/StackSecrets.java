package io.shapegate.localstack;

import io.shapegate.demo.DemoIdentity;
import io.shapegate.gatekeeper.SigningKey;
import io.shapegate.launcher.Secret;
import io.shapegate.launcher.Settings;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * Secrets made anew at each start, for whatever the settings give none.
 *
 * @param electric what dev-electric and the proxy share
 * @param identity what the demo users' identity tokens are signed with
 * @param signingKey what shape tokens are signed with, unless there is a setting for it
 * @param hasDemoIdentity whether the demo users sign in; false where the settings name an identity provider
 */
record StackSecrets(
    Secret electric, Secret identity, SigningKey signingKey, boolean hasDemoIdentity) {
  private static final int BYTES = 32;
  private static final List<String> IDENTITY_SETTINGS = List.of(
      "IDENTITY_SECRET",
      "IDENTITY_SECRET_FILE",
      "IDENTITY_PUBLIC_KEY",
      "IDENTITY_PUBLIC_KEY_FILE",
      "IDENTITY_JWKS_URL",
      "IDENTITY_OIDC_ISSUER");

  static StackSecrets from(Settings settings) {
    boolean demo =
        IDENTITY_SETTINGS.stream().allMatch(name -> settings.text(name).isEmpty());
    return new StackSecrets(fresh(), fresh(), SigningKey.fresh(), demo);
  }

  /** Signs the demo users in. */
  DemoIdentity demoIdentity() {
    return new DemoIdentity(identity, "local-stack", "local-stack");
  }

  private static Secret fresh() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
