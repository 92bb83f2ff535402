package io.shapegate.launcher;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server speaks with its clients beside HTTP/1.1.
 *
 * @param certificate where it speaks TLS, and HTTP/2 with those who can
 * @param http2ClearText whether it speaks HTTP/2 without TLS
 */
public record ServerConfig(@Nullable ServerCertificate certificate, boolean http2ClearText) {
  /** HTTP/1.1 alone, without TLS. */
  public static final ServerConfig PLAIN = new ServerConfig(null, false);

  private static final String CLEAR_TEXT = "HTTP2_CLEARTEXT";
  private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

  /** Reads {@code TLS_CERT_FILE}, {@code TLS_KEY_FILE} and {@code HTTP2_CLEARTEXT}. */
  public static ServerConfig from(Settings settings) {
    Optional<ServerCertificate> certificate = ServerCertificate.from(settings);
    boolean clearText = settings.flag(CLEAR_TEXT);
    if (clearText && certificate.isPresent()) {
      throw new SettingException(
          CLEAR_TEXT, "is for servers without TLS; with TLS_CERT_FILE, HTTP/2 is there anyway");
    }
    return new ServerConfig(certificate.orElse(null), clearText);
  }

  /** How the server's URLs begin. */
  public String scheme() {
    return certificate == null ? "http" : "https";
  }

  void applyTo(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(http2ClearText);
    if (certificate != null) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
          .setEnabledSecureTransportProtocols(TLS_VERSIONS)
          .setKeyCertOptions(certificate.options());
    }
  }
}
