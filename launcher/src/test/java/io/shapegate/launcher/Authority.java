package io.shapegate.launcher;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lasts for one test. */
final class Authority {
  private static final X500Name NAME = new X500Name("CN=authority of a test");

  private final KeyPair keys = keyPair();
  private final Path folder;

  Authority(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    write("ca.pem", "CERTIFICATE", certificate(NAME, keys.getPublic(), true).getEncoded());
  }

  /** The settings of a member with a certificate of its own. */
  Map<String, String> member(String name) throws Exception {
    KeyPair member = keyPair();
    X509Certificate certificate =
        certificate(new X500Name("CN=" + name), member.getPublic(), false);
    return Map.of(
        "CLUSTER_TLS_KEY_FILE",
            write(name + "-key.pem", "PRIVATE KEY", member.getPrivate().getEncoded()),
        "CLUSTER_TLS_CERT_FILE", write(name + ".pem", "CERTIFICATE", certificate.getEncoded()),
        "CLUSTER_TLS_CA_FILE", folder.resolve("ca.pem").toString());
  }

  private X509Certificate certificate(X500Name subject, PublicKey key, boolean isAuthority)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
        NAME,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(now.minus(Duration.ofMinutes(1))),
        Date.from(now.plus(Duration.ofHours(1))),
        subject,
        key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private String write(String file, String type, byte[] content) throws IOException {
    String pem = "-----BEGIN " + type + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END " + type + "-----\n";
    return Files.writeString(folder.resolve(file), pem).toString();
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
