package io.shapegate.gatekeeper;

import io.shapegate.contract.ContractException;
import io.shapegate.contract.Policies;
import io.shapegate.contract.TableName;
import io.shapegate.launcher.SettingException;
import io.shapegate.launcher.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which policies are asked about which table or named shape.
 *
 * @param byName the addresses to ask, in order, by the canonical name, or {@code *} for all others
 */
record PolicyRoutes(Map<String, List<String>> byName) {
  private static final String SETTING = "POLICIES";
  private static final String ALL = "*";
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** Reads {@code *=policy.rules;invoices=policy.rules,policy.office-hours}. */
  static PolicyRoutes from(Settings settings) {
    Map<String, List<String>> byName = new HashMap<>();
    for (String route : settings.text(SETTING, ALL + "=" + Policies.RULES).split(";", -1)) {
      String[] parts = route.split("=", -1);
      if (parts.length != 2) {
        throw new SettingException(
            SETTING, "is not written name=address,address;name=address; * stands for all others");
      }
      if (byName.put(name(parts[0].trim()), addresses(parts[1])) != null) {
        throw new SettingException(SETTING, "names " + parts[0].trim() + " twice");
      }
    }
    return new PolicyRoutes(Map.copyOf(byName));
  }

  /** Empty where no policy is responsible, which denies. */
  List<String> addressesFor(TableName table) {
    return byName.getOrDefault(table.toString(), byName.getOrDefault(ALL, List.of()));
  }

  Set<String> addresses() {
    Set<String> all = new LinkedHashSet<>();
    byName.values().forEach(all::addAll);
    return all;
  }

  private static String name(String text) {
    try {
      return text.equals(ALL) ? ALL : TableName.parseRequested(text).toString();
    } catch (ContractException e) {
      throw new SettingException(SETTING, "has a name that is no table: " + e.getMessage());
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
