package io.shapegate.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** How each contender starts, by its number and name. */
final class Starters {
  private static final String QUIET = "quiet-logback.xml";

  private final Processes processes;
  private final StartedProcess upstream;
  private final ShapeTokens hs256;

  Starters(Processes processes, StartedProcess upstream, ShapeTokens hs256) {
    this.processes = processes;
    this.upstream = upstream;
    this.hs256 = hs256;
  }

  SortedMap<String, Starter> all(ShapeTokens es256) {
    SortedMap<String, Starter> all = new TreeMap<>();
    all.put("01-direct", new Starter(null, name -> upstream));
    all.put("02-nginx", peer(Peer.NGINX, "nginx.conf"));
    all.put("03-haproxy", peer(Peer.HAPROXY, "haproxy.cfg"));
    all.put("04-haproxy-jwt", peer(Peer.HAPROXY, "haproxy-jwt.cfg"));
    all.put("05-caddy", peer(Peer.CADDY, "Caddyfile"));
    all.put("06-proxy-no-auth", new Starter(null, this::bare));
    all.put("07-proxy-hs256", new Starter(null, name -> proxy(name, hs256, quiet())));
    all.put("08-proxy-es256", new Starter(null, name -> proxy(name, es256, quiet())));
    all.put("09-proxy-hs256-logged", new Starter(null, name -> proxy(name, hs256, List.of())));
    return all;
  }

  private Starter peer(Peer peer, String template) {
    Map<String, String> values = Map.of(
        "upstream",
        String.valueOf(upstream.address().getPort()),
        "secret",
        hs256.settings().getOrDefault("AUTH_SECRET", ""));
    return new Starter(peer, name -> peer.start(processes, name, template, values));
  }

  private StartedProcess bare(String name) throws IOException {
    return processes.own(
        name,
        BareProxyMain.class,
        Cores.ofThisMachine().measured(),
        JvmFlags.ofProxies(),
        Map.of("ELECTRIC_URL", upstreamUrl()));
  }

  private StartedProcess proxy(String name, ShapeTokens tokens, List<String> more)
      throws IOException {
    Map<String, String> settings = new HashMap<>(tokens.settings());
    settings.put("ELECTRIC_URL", upstreamUrl());
    settings.put("ELECTRIC_SECRET", Secrets.random());
    settings.put("INSTANCES", "1");
    List<String> flags = new ArrayList<>(JvmFlags.ofProxies());
    flags.addAll(more);
    return processes.service(
        name, "proxy-verticle", Cores.ofThisMachine().measured(), flags, settings);
  }

  private String upstreamUrl() {
    return "http://127.0.0.1:" + upstream.address().getPort();
  }

  /** Switches the access log off, as it is with the others. */
  private static List<String> quiet() throws IOException {
    Path file = Files.createDirectories(WorkFolder.target()).toAbsolutePath().resolve(QUIET);
    try (InputStream in = Starters.class.getResourceAsStream(QUIET)) {
      Files.copy(Objects.requireNonNull(in), file, StandardCopyOption.REPLACE_EXISTING);
    }
    return List.of("-Dlogback.configurationFile=" + file);
  }
}
