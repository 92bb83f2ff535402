package io.shapegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Gatekeepers on one core; policies, Postgres and the load on the others. There are three gatekeepers, of which one works
 * at a time: one signs HS256, one ES256, and one signs HS256 and has a policy in its own process.
 */
record GatekeeperStack(
    IdentityTokens users,
    Database database,
    StartedProcess policy,
    StartedProcess constantPolicy,
    StartedProcess hs256,
    StartedProcess es256,
    StartedProcess inProcess) {

  static GatekeeperStack start(Processes processes)
      throws IOException, InterruptedException, SQLException {
    IdentityTokens users = new IdentityTokens(Secrets.random());
    Database database = processes.database();
    database.run("tables.sql");
    processes.set("DATABASE_URL", database.url());
    processes.set("ELECTRIC_PROXY_URL", "http://localhost:4000/proxy");
    processes.set("ALLOW_ANONYMOUS", "true");
    processes.set("IDENTITY_AUDIENCE", Samples.AUDIENCE);
    processes.set("IDENTITY_SECRET", users.secret());
    GatekeeperStack stack = of(processes, Cores.ofThisMachine(), users, database);
    stack.policy.awaitReady();
    database.run("rules.sql");
    for (StartedProcess gatekeeper : List.of(stack.hs256, stack.es256, stack.inProcess)) {
      gatekeeper.awaitReady();
    }
    return stack;
  }

  private static GatekeeperStack of(
      Processes processes, Cores cores, IdentityTokens users, Database database)
      throws IOException {
    String constant = "*=policy.rules;constant=" + ConstantPolicy.ADDRESS;
    List<String> alone = cores.measured();
    return new GatekeeperStack(
        users,
        database,
        processes.service("policy", "policy-verticle", cores.others(), Map.of()),
        processes.own("constant-policy", ConstantPolicy.class, cores.others(), Map.of()),
        processes.service("gatekeeper-hs256", "gatekeeper-verticle", alone, secret(constant)),
        processes.service("gatekeeper-es256", "gatekeeper-verticle", alone, signingKey()),
        processes.own(
            "gatekeeper-in-process",
            InProcessPolicy.class,
            alone,
            secret("*=" + InProcessPolicy.ADDRESS)));
  }

  private static Map<String, String> secret(String policies) {
    return Map.of("AUTH_SECRET", Secrets.random(), "POLICIES", policies);
  }

  private static Map<String, String> signingKey() throws IOException {
    Path file = Files.createTempFile("shapegate-benchmarks-", ".pem");
    file.toFile().deleteOnExit();
    Files.writeString(file, SigningKeys.privatePem("ES256"));
    return Map.of("SIGNING_KEY_FILE", file.toString());
  }
}
