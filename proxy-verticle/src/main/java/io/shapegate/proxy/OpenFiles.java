package io.shapegate.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many sockets this process may have. */
final class OpenFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /** Jars, the cluster, the log. */
  private static final long OTHERS = 300;

  private OpenFiles() {}

  /** Says so where fewer requests fit than the settings allow; the JVM has raised its limit as far as it may. */
  static void warnWhereTooFew(ProxyLimits limits) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long fit = (system.getMaxFileDescriptorCount() - OTHERS) / 2;
      if (fit < limits.requests()) {
        LOG.warn(
            "MAX_REQUESTS is {}, but ulimit -n lets only about {} be open; raise it, or set MAX_REQUESTS lower",
            limits.requests(),
            fit);
      }
    }
  }
}
