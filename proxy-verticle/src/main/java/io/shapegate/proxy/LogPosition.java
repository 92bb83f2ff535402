package io.shapegate.proxy;

import io.netty.util.AsciiString;
import io.shapegate.contract.ContractException;
import io.shapegate.contract.ElectricParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a client stands in a shape's log and how it wants to go on: Electric's protocol parameters, each with a value of
 * the form that Electric gives out.
 *
 * @param parameters by name, checked, free of anything that would need encoding
 * @param query the same as a part of a query, {@code &} before each; always in the same order, which caches like
 */
record LogPosition(Map<String, String> parameters, AsciiString query) {
  private static final Pattern FLAG = Pattern.compile("true|false");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.~-]{1,128}");

  private static final Map<String, Pattern> FORMS = forms();
  static final Set<String> NAMES = FORMS.keySet();

  /** A known parameter with a value of another form is a {@link ContractException}; unknown ones are left out. */
  static LogPosition from(Map<String, String> asked) {
    Map<String, String> checked = new LinkedHashMap<>();
    StringBuilder written = new StringBuilder();
    FORMS.forEach((name, form) -> {
      String value = asked.get(name);
      if (value != null && !form.matcher(value).matches()) {
        throw new ContractException("the parameter " + name + " must match " + form);
      }
      if (value != null) {
        checked.put(name, value);
        written.append('&').append(name).append('=').append(value);
      }
    });
    return new LogPosition(checked, AsciiString.of(written));
  }

  /** Whether the client waits for changes. */
  boolean isLive() {
    return "true".equals(parameters.get(ElectricParameters.LIVE));
  }

  /** Whether the client wants the changes as a stream of events. */
  boolean isEventStream() {
    return "true".equals(parameters.get(ElectricParameters.LIVE_SSE))
        || "true".equals(parameters.get(ElectricParameters.EXPERIMENTAL_LIVE_SSE));
  }

  /** Only the cursor may be empty: a client's first live request has none yet. */
  private static Map<String, Pattern> forms() {
    Map<String, Pattern> forms = new LinkedHashMap<>();
    forms.put(ElectricParameters.OFFSET, Pattern.compile("-1|now|[0-9]{1,20}_(?:[0-9]{1,20}|inf)"));
    forms.put(ElectricParameters.HANDLE, TOKEN);
    forms.put(ElectricParameters.LIVE, FLAG);
    forms.put(ElectricParameters.LIVE_SSE, FLAG);
    forms.put(ElectricParameters.EXPERIMENTAL_LIVE_SSE, FLAG);
    forms.put(ElectricParameters.CURSOR, Pattern.compile("[0-9]{0,20}"));
    forms.put(ElectricParameters.LOG, Pattern.compile("full|changes_only"));
    forms.put(ElectricParameters.EXPIRED_HANDLE, TOKEN);
    forms.put(ElectricParameters.CACHE_BUSTER, TOKEN);
    return forms;
  }
}
