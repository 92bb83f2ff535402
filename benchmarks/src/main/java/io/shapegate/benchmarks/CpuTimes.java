package io.shapegate.benchmarks;

import java.io.IOException;

/** Processor time of a gatekeeper and of what it talks to, in nanoseconds. */
record CpuTimes(long gatekeeper, long policy, long postgres) {
  static CpuTimes now(GatekeeperStack stack, StartedProcess gatekeeper) throws IOException {
    return new CpuTimes(
        Cpu.of(gatekeeper.pid()),
        Cpu.of(stack.policy().pid()) + Cpu.of(stack.constantPolicy().pid()),
        Cpu.withChildren(stack.database().pid()));
  }

  CpuTimes since(CpuTimes start) {
    return new CpuTimes(
        gatekeeper - start.gatekeeper, policy - start.policy, postgres - start.postgres);
  }
}
