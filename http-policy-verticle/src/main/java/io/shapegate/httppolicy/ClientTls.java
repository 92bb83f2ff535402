package io.shapegate.httppolicy;

import io.shapegate.launcher.PemFile;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whom an https URL is trusted to be, and who we are there. The service's name is always compared with its certificate.
 *
 * @param authority who signs the service's certificate; null for whom the JVM trusts
 * @param certificate ours; null, as the key is, where the service asks for none
 */
record ClientTls(
    @Nullable Path authority,
    @Nullable Path certificate,
    @Nullable Path key) {
  private static final String AUTHORITY = "HTTP_POLICY_CA_FILE";
  private static final String CERTIFICATE = "HTTP_POLICY_CERTIFICATE_FILE";
  private static final String KEY = "HTTP_POLICY_KEY_FILE";

  static ClientTls from(Settings settings, boolean https) {
    ClientTls tls = new ClientTls(
        certificates(settings, AUTHORITY),
        certificates(settings, CERTIFICATE),
        settings.file(KEY).map(file -> PemFile.privateKey(settings, KEY, file)).orElse(null));
    if ((tls.certificate == null) != (tls.key == null)) {
      throw new SettingException(CERTIFICATE, "and " + KEY + " go together; give both or none");
    }
    if (!https && (tls.authority != null || tls.key != null)) {
      throw new SettingException(
          tls.authority != null ? AUTHORITY : CERTIFICATE,
          "is of no use unless HTTP_POLICY_URL is an https URL");
    }
    return tls;
  }

  HttpClientOptions applyTo(HttpClientOptions options) {
    options.setTrustAll(false).setVerifyHost(true);
    if (authority != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
    }
    if (certificate != null && key != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString()));
    }
    return options;
  }

  private static @Nullable Path certificates(Settings settings, String name) {
    return settings
        .file(name)
        .map(file -> PemFile.certificates(settings, name, file))
        .orElse(null);
  }
}
