package io.shapegate.systemtests;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority for one cluster, and the settings of a member that it knows. */
final class PrivateCa {
  private static final X500Name NAME = new X500Name("CN=system tests CA");
  private final Path folder;
  private final KeyPair keys = newKeys();

  PrivateCa(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    write("ca.pem", certificate(NAME, keys, true));
  }

  /** Key, certificate and authority of a new member, as settings. */
  Map<String, String> member(String name) throws Exception {
    KeyPair member = newKeys();
    X509Certificate certificate = certificate(new X500Name("CN=" + name), member, false);
    return Map.of(
        "CLUSTER_TLS_KEY_FILE",
            write(name + "-key.pem", pkcs8(member.getPrivate())).toString(),
        "CLUSTER_TLS_CERT_FILE", write(name + "-cert.pem", certificate).toString(),
        "CLUSTER_TLS_CA_FILE", folder.resolve("ca.pem").toString());
  }

  private X509Certificate certificate(X500Name subject, KeyPair of, boolean authority)
      throws GeneralSecurityException, OperatorCreationException, IOException {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            of.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object pkcs8(PrivateKey key) {
    return new PemObject("PRIVATE KEY", key.getEncoded());
  }

  private Path write(String name, Object pem) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(pem);
    }
    return Files.writeString(folder.resolve(name), text.toString()).toAbsolutePath();
  }
}
