package io.shapegate.httppolicy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.shapegate.contract.Decision.Allow;
import io.shapegate.contract.PolicyRequest;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final PolicyRequest TASKS = Samples.request("tasks");
  private static final GeneralName LOOPBACK = new GeneralName(GeneralName.iPAddress, "127.0.0.1");

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();
  private Authority authority;

  @BeforeEach
  void start() throws Exception {
    authority = new Authority(folder.resolve("ours"));
  }

  @AfterEach
  void stop() throws Exception {
    Settled.result(vertx.close());
  }

  @Test
  void bothSidesShowACertificate() throws Exception {
    AuthorizationDouble service = service(authority.server(LOOPBACK));

    assertInstanceOf(
        Allow.class, served(service, "127.0.0.1", authority.client("policy")).decide(TASKS));
    assertEquals(1, service.asked().size());
  }

  @Test
  void withoutACertificateNothingIsAsked() throws Exception {
    assertRefused(
        service(authority.server(LOOPBACK)),
        "127.0.0.1",
        Map.of("HTTP_POLICY_CA_FILE", authority.file().toString()));
  }

  @Test
  void theCertificateOfAStrangerOpensNothing() throws Exception {
    Map<String, String> stranger =
        new HashMap<>(new Authority(folder.resolve("theirs")).client("policy"));
    stranger.put("HTTP_POLICY_CA_FILE", authority.file().toString());

    assertRefused(service(authority.server(LOOPBACK)), "127.0.0.1", stranger);
  }

  @Test
  void aServiceThatSomebodyElseSignedIsNotAsked() throws Exception {
    NetServerOptions impostor = new Authority(folder.resolve("theirs"))
        .server(LOOPBACK)
        .setTrustOptions(authority.server(LOOPBACK).getTrustOptions());

    assertRefused(service(impostor), "127.0.0.1", authority.client("policy"));
  }

  @Test
  void aServiceWithAnotherNameIsNotAsked() throws Exception {
    NetServerOptions other = authority.server(new GeneralName(GeneralName.dNSName, "opa.example"));

    assertRefused(service(other), "127.0.0.1", authority.client("policy"));
    assertRefused(service(other), "localhost", authority.client("policy"));
  }

  @Test
  void withoutAnAuthorityTheJvmsOnesAreTrustedAndNoOthers() throws Exception {
    Map<String, String> settings = new HashMap<>(authority.client("policy"));
    settings.remove("HTTP_POLICY_CA_FILE");

    assertRefused(service(authority.server(LOOPBACK)), "127.0.0.1", settings);
  }

  @Test
  void plainHttpIsNoWayIntoAnHttpsService() throws Exception {
    AuthorizationDouble service = service(authority.server(LOOPBACK));

    Served.start(vertx, "http://127.0.0.1:" + service.port() + "/", Map.of()).refusal(TASKS);

    assertEquals(List.of(), service.asked());
  }

  private void assertRefused(AuthorizationDouble service, String host, Map<String, String> settings)
      throws Exception {
    try (LogLines log = new LogLines()) {
      served(service, host, settings).refusal(TASKS);

      assertEquals(List.of(), service.asked());
      assertFalse(log.containing("request-1").isEmpty());
      assertFalse(log.containing("no answer: ").isEmpty(), log.all().toString());
    }
  }

  private AuthorizationDouble service(NetServerOptions options) throws Exception {
    return AuthorizationDouble.start(
        vertx, options, ask -> ask.answer(Samples.result(Samples.allow())));
  }

  private Served served(AuthorizationDouble service, String host, Map<String, String> settings)
      throws Exception {
    return Served.start(vertx, "https://" + host + ":" + service.port() + "/decide", settings);
  }
}
