package io.shapegate.proxy;

import io.shapegate.launcher.ServerConfig;
import io.shapegate.launcher.Settings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A certificate that a server makes for itself, with the JDK's own tool. */
final class TestCertificate {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "server";

  private TestCertificate() {}

  /** The settings of a server with a certificate for localhost, in files under the folder. */
  static ServerConfig in(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    make(store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    write(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    write(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    return ServerConfig.from(new Settings(
        Map.of("TLS_CERT_FILE", certificate.toString(), "TLS_KEY_FILE", key.toString())));
  }

  private static void make(Path store) throws Exception {
    Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool made no certificate");
    }
  }

  private static void write(Path file, String type, byte[] content) throws Exception {
    Files.writeString(
        file,
        "-----BEGIN " + type + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END " + type + "-----\n");
  }
}
