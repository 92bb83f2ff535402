package io.shapegate.launcher;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;

/**
 * Checks at the start that a PEM file holds what TLS will need from it; Vert.x itself reads it at the first connection.
 */
public final class PemFile {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----");

  private PemFile() {}

  /** The file again, if it holds a private key that has no password. */
  public static Path privateKey(Settings settings, String name, Path file) {
    if (!PRIVATE_KEY.matcher(settings.read(name, file)).find()) {
      throw new SettingException(name, "holds no PEM private key without a password");
    }
    return file;
  }

  /** The file again, if it holds certificates. */
  public static Path certificates(Settings settings, String name, Path file) {
    byte[] pem = settings.read(name, file).getBytes(StandardCharsets.UTF_8);
    try {
      if (!CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .isEmpty()) {
        return file;
      }
    } catch (CertificateException e) {
      // Answered below.
    }
    throw new SettingException(name, "holds no PEM certificate");
  }
}
