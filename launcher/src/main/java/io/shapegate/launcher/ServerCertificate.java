package io.shapegate.launcher;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;

/** A server's certificate with the key that belongs to it. */
public final class ServerCertificate {
  private static final String CERTIFICATE = "TLS_CERT_FILE";
  private static final String KEY = "TLS_KEY_FILE";
  private static final byte[] SAMPLE = {1, 2, 3};

  private final Buffer certificates;
  private final Buffer key;

  private ServerCertificate(Buffer certificates, Buffer key) {
    this.certificates = certificates;
    this.key = key;
  }

  /** Reads {@code TLS_CERT_FILE} and {@code TLS_KEY_FILE}, if they are given, and tries whether TLS can use them. */
  static Optional<ServerCertificate> from(Settings settings) {
    Optional<Path> certificates = settings.file(CERTIFICATE);
    Optional<Path> key = settings.file(KEY);
    if (certificates.isPresent() != key.isPresent()) {
      throw new SettingException(
          key.isPresent() ? CERTIFICATE : KEY,
          "is missing; " + CERTIFICATE + " and " + KEY + " go together");
    }
    return certificates.flatMap(chain -> key.map(secret -> read(settings, chain, secret)));
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions().setCertValue(certificates).setKeyValue(key);
  }

  private static ServerCertificate read(Settings settings, Path certificates, Path key) {
    PemFile.certificates(settings, CERTIFICATE, certificates);
    PemFile.privateKey(settings, KEY, key);
    ServerCertificate read = new ServerCertificate(
        Buffer.buffer(settings.read(CERTIFICATE, certificates)),
        Buffer.buffer(settings.read(KEY, key)));
    if (!read.belongTogether()) {
      throw new SettingException(KEY, "is not the key of the first certificate in " + CERTIFICATE);
    }
    return read;
  }

  /** Vert.x would only find out when the first client comes. */
  private boolean belongTogether() {
    try {
      KeyStore store = KeyStoreHelper.loadKeyCert(List.of(key), List.of(certificates));
      String alias = store.aliases().nextElement();
      char[] password = KeyStoreHelper.DUMMY_PASSWORD.toCharArray();
      return store.getKey(alias, password) instanceof PrivateKey secret
          && verifies(store.getCertificate(alias), signed(secret), algorithm(secret));
    } catch (GeneralSecurityException e) {
      return false;
    } catch (Exception e) {
      throw new SettingException(KEY, "holds no RSA or EC key that can be read");
    }
  }

  private static byte[] signed(PrivateKey key) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(algorithm(key));
    signer.initSign(key);
    signer.update(SAMPLE);
    return signer.sign();
  }

  private static boolean verifies(Certificate certificate, byte[] signature, String algorithm)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(certificate.getPublicKey());
    verifier.update(SAMPLE);
    return verifier.verify(signature);
  }

  private static String algorithm(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
  }

  @Override
  public String toString() {
    return "[hidden]";
  }
}
