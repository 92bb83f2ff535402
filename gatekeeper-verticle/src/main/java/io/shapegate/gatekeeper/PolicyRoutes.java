package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Policies;
import io.shapegate.contract.TableName;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which policies are asked about which table or named shape.
 *
 * @param routes the most specific pattern first
 */
record PolicyRoutes(List<PolicyRoute> routes) {
  private static final String SETTING = "POLICIES";
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  PolicyRoutes {
    routes = routes.stream()
        .sorted(
            Comparator.comparing((PolicyRoute route) -> route.pattern().rank()).reversed())
        .toList();
  }

  /** Reads {@code *=policy.rules;invoice*=policy.rules,policy.office-hours}. */
  static PolicyRoutes from(Settings settings) {
    List<PolicyRoute> routes = new ArrayList<>();
    Set<TablePattern> known = new HashSet<>();
    for (String text : settings.text(SETTING, "*=" + Policies.RULES).split(";", -1)) {
      String[] parts = text.split("=", -1);
      if (parts.length != 2) {
        throw new SettingException(
            SETTING, "is not written name=address,address;name=address; * stands for all others");
      }
      PolicyRoute route = new PolicyRoute(pattern(parts[0].trim()), addresses(parts[1]));
      if (!known.add(route.pattern())) {
        throw new SettingException(SETTING, "names " + parts[0].trim() + " twice");
      }
      routes.add(route);
    }
    return new PolicyRoutes(routes);
  }

  /** Empty where no policy is responsible, which denies. */
  List<String> addressesFor(TableName table) {
    return routes.stream()
        .filter(route -> route.pattern().matches(table))
        .findFirst()
        .map(PolicyRoute::addresses)
        .orElse(List.of());
  }

  Set<String> addresses() {
    Set<String> all = new LinkedHashSet<>();
    routes.forEach(route -> all.addAll(route.addresses()));
    return all;
  }

  private static TablePattern pattern(String text) {
    try {
      return TablePattern.parse(text);
    } catch (ContractException e) {
      throw new SettingException(
          SETTING,
          PlainLine.of(text)
              + " is no table, no named shape, and no beginning of one with a * after" + " it: "
              + e.getMessage());
    }
  }

  private static List<String> addresses(String text) {
    List<String> addresses =
        List.of(text.split(",", -1)).stream().map(String::trim).toList();
    if (!addresses.stream().allMatch(address -> ADDRESS.matcher(address).matches())) {
      throw new SettingException(
          SETTING, "has an address that is empty or not of A-Z a-z 0-9 . _ : -");
    }
    if (new HashSet<>(addresses).size() < addresses.size()) {
      throw new SettingException(SETTING, "asks an address twice about the same name");
    }
    return addresses;
  }
}
