package io.shapegate.postgres;

import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Trusts whom the JVM trusts; the Postgres client, unlike others, wants that said. */
final class JvmTrust {
  private static final @Nullable KeyStore OF_THE_JVM = null;

  private JvmTrust() {}

  static TrustOptions options() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(OF_THE_JVM);
      return TrustOptions.wrap(factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM has no usable list of whom it trusts", e);
    }
  }
}
