package io.shapegate.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each rule and each lookup that cannot be used once, and again when the reason has changed. */
final class OffReport {
  private static final Logger LOG = LoggerFactory.getLogger(OffReport.class);

  private Map<String, String> told = Map.of();

  void tell(RuleBook book) {
    Map<String, String> off = new LinkedHashMap<>();
    book.off().forEach(rule -> off.put("rule " + rule.name(), rule.why()));
    book.offLookups().forEach((name, why) -> off.put("lookup " + name, why));
    off.forEach((what, why) -> {
      if (!why.equals(told.get(what))) {
        LOG.warn("{} is off: {}", what, why);
      }
    });
    told = off;
  }
}
