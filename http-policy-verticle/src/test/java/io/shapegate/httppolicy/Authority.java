package io.shapegate.httppolicy;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of one test, with PEM files of what it signs. */
final class Authority {
  private final KeyPair keys = newKeys();
  private final X500Name name;
  private final Path folder;

  Authority(Path folder) throws Exception {
    this.folder = Files.createDirectories(folder);
    this.name = new X500Name("CN=authority in " + folder.getFileName());
    certify("ca", name, keys, new GeneralName(GeneralName.dNSName, "unused"), true);
  }

  Path file() {
    return folder.resolve("ca.pem");
  }

  /** The settings of somebody who trusts this authority and has a certificate of it. */
  Map<String, String> client(String who) throws Exception {
    issue(who, new GeneralName(GeneralName.dNSName, who));
    return Map.of(
        "HTTP_POLICY_CA_FILE", file().toString(),
        "HTTP_POLICY_CERTIFICATE_FILE", folder.resolve(who + ".pem").toString(),
        "HTTP_POLICY_KEY_FILE", folder.resolve(who + "-key.pem").toString());
  }

  /** A server by that address or name, which asks its clients for a certificate of this authority. */
  NetServerOptions server(GeneralName address) throws Exception {
    issue("server", address);
    return new NetServerOptions()
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(new PemTrustOptions().addCertPath(file().toString()))
        .setKeyCertOptions(new PemKeyCertOptions()
            .setCertPath(folder.resolve("server.pem").toString())
            .setKeyPath(folder.resolve("server-key.pem").toString()));
  }

  /** Writes {@code <who>.pem} and {@code <who>-key.pem}. */
  void issue(String who, GeneralName address) throws Exception {
    KeyPair pair = newKeys();
    certify(who, new X500Name("CN=" + who), pair, address, false);
    write(who + "-key.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  private void certify(
      String file, X500Name subject, KeyPair pair, GeneralName address, boolean isAuthority)
      throws Exception {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(now.minus(Duration.ofMinutes(5))),
        Date.from(now.plus(Duration.ofHours(1))),
        subject,
        pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(address));
    byte[] signed = builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
        .getEncoded();
    write(file + ".pem", "CERTIFICATE", signed);
  }

  private void write(String file, String type, byte[] content) throws Exception {
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
            + "\n-----END " + type + "-----\n");
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
