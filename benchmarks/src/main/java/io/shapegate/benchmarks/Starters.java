package io.shapegate.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How each contender starts, by its number and name. */
final class Starters {
  /** Every request is counted, and none refused: so many no core can answer. */
  private static final String RATE_LIMIT = "50000";

  /** What is left of it is kept until it is full again, 20 s, which outlasts a round of the others. */
  private static final String RATE_BURST = "1000000";

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
    all.put("07-proxy-hs256", new Starter(null, name -> proxy(name, hs256, false)));
    all.put("08-proxy-es256", new Starter(null, name -> proxy(name, es256, false)));
    all.put("09-proxy-hs256-logged", new Starter(null, name -> proxy(name, hs256, true)));
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

  /** In a cluster of its own, as another member would notice that it stands still while others are measured. */
  private StartedProcess proxy(String name, ShapeTokens tokens, boolean logged) throws IOException {
    Map<String, String> settings = new HashMap<>(tokens.settings());
    String port = String.valueOf(Ports.free());
    settings.put("CLUSTER_PORT", port);
    settings.put("CLUSTER_MEMBERS", "127.0.0.1:" + port);
    settings.put("ELECTRIC_URL", upstreamUrl());
    settings.put("ELECTRIC_SECRET", Secrets.random());
    settings.put("INSTANCES", "1");
    settings.put("ACCESS_LOG", String.valueOf(logged));
    settings.put("RATE_LIMIT", RATE_LIMIT);
    settings.put("RATE_BURST", RATE_BURST);
    return processes.service(
        name, "proxy-verticle", Cores.ofThisMachine().measured(), JvmFlags.ofProxies(), settings);
  }

  private String upstreamUrl() {
    return "http://127.0.0.1:" + upstream.address().getPort();
  }
}
