package io.shapegate.benchmarks;

import java.util.List;

/** What the measured JVMs are started with. */
final class JvmFlags {
  /** Of every service but the proxy. */
  static final List<String> SERVICE = List.of("-Xmx256m", "-XX:+UseSerialGC");

  /** Of the upstream of proxies, whose collections would be taken for theirs. */
  static final List<String> UPSTREAM = List.of("-Xmx1g", "-Xmn850m", "-XX:+UseSerialGC");

  /** As the proxy is shipped, with a heap for a load of many thousand requests a second. */
  private static final List<String> PROXY =
      List.of("-Xms512m", "-Xmx512m", "@launcher/jvm.options");

  private JvmFlags() {}

  /** Those of the system property {@code proxy.jvm}, separated by blanks, where it is there. */
  static List<String> ofProxies() {
    String others = System.getProperty("proxy.jvm", "").strip();
    return others.isEmpty() ? PROXY : List.of(others.split(" +", -1));
  }
}
