package io.shapegate.launcher;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Mutual TLS between the members' event buses, where the three files are given. Vert.x would trust whoever a member connects
 * to unless told otherwise.
 */
final class BusTlsConfig {
  private static final String KEY = "CLUSTER_TLS_KEY_FILE";
  private static final String CERTIFICATE = "CLUSTER_TLS_CERT_FILE";
  private static final String AUTHORITY = "CLUSTER_TLS_CA_FILE";

  private BusTlsConfig() {}

  static EventBusOptions eventBus(Settings settings) {
    List<Optional<Path>> files =
        Stream.of(KEY, CERTIFICATE, AUTHORITY).map(settings::file).toList();
    if (files.stream().allMatch(Optional::isEmpty)) {
      return new EventBusOptions();
    }
    if (files.stream().anyMatch(Optional::isEmpty)) {
      throw new SettingException(
          KEY, CERTIFICATE + " and " + AUTHORITY + " go together; give all three or none");
    }
    return mutual(settings, files.stream().flatMap(Optional::stream).toList());
  }

  private static EventBusOptions mutual(Settings settings, List<Path> files) {
    PemFile.privateKey(settings, KEY, files.get(0));
    PemFile.certificates(settings, CERTIFICATE, files.get(1));
    PemFile.certificates(settings, AUTHORITY, files.get(2));
    return new EventBusOptions()
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustAll(false)
        .setKeyCertOptions(new PemKeyCertOptions()
            .setKeyPath(files.get(0).toString())
            .setCertPath(files.get(1).toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(files.get(2).toString()));
  }
}
