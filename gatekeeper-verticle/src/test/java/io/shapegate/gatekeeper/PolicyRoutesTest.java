package io.shapegate.gatekeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shapegate.contract.TableName;
import io.shapegate.launcher.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most specific pattern of {@code POLICIES} counts, whatever a table is spelled like. */
final class PolicyRoutesTest {
  private static final PolicyRoutes ROUTES =
      routes("*=all; invoices=exact; invoice*=start;inv*=short;"
          + "billing.*=schema;billing.invoice*=both;billing.invoices=exact-both;public.*=public;"
          + "my-*=shapes;my-open-tasks=shape;my-open*=longer;\"Mixed\"=quoted;\"Mix\"*=quoted-start;"
          + "\"a \"\"b\"\"\"*=quotes;\"Own Schema\".*=quoted-schema;\"we*rd*\"=stars");

  @ParameterizedTest(name = "{0} goes to {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "invoices | exact",
        "INVOICES | exact",
        "public.invoices | exact",
        "PUBLIC.\"invoices\" | exact",
        "\"public\".\"invoices\" | exact",
        "\"Invoices\" | public",
        "\"PUBLIC\".invoices | all",
        "invoice | start",
        "invoice_lines | start",
        "public.Invoice_Lines | start",
        "\"invoice-lines\" | start",
        "\"invoice lines\" | start",
        "\"INVOICE\" | public",
        "inventory | short",
        "in | public",
        "items | public",
        "crm.items | all",
        "crm.invoices | all",
        "billing.items | schema",
        "BILLING.Items | schema",
        "\"Billing\".items | all",
        "billing.invoice | both",
        "billing.invoice_lines | both",
        "billing.invoices | exact-both",
        "\"billing\".INVOICES | exact-both",
        "\"billing.invoices\" | public",
        "billing | public",
        "my-tasks | shapes",
        "\"my-tasks\" | shapes",
        "my-open-tasks | shape",
        "\"my-open-tasks\" | shape",
        "public.\"my-open-tasks\" | shape",
        "my-open | longer",
        "my-open-tasks-2 | longer",
        "My-open-tasks | public",
        "my_tasks | public",
        "crm.\"my-open-tasks\" | all",
        "\"Mixed\" | quoted",
        "\"Mixed2\" | quoted-start",
        "mixed | public",
        "MIXED | public",
        "\"a \"\"b\"\"c\" | quotes",
        "\"Own Schema\".items | quoted-schema",
        "\"own schema\".items | all",
        "\"we*rd*\" | stars",
        "\"we*rd*2\" | public",
        "\u212Aitems | public",
        "\u0130nvoices | public",
      })
  void theMostSpecificPatternCounts(String asked, String address) {
    assertEquals(List.of(address), ROUTES.addressesFor(TableName.parseRequested(asked)));
  }

  @Test
  void theOrderInTheSettingDoesNotCount() {
    for (String setting : List.of(
        "*=a;in*=b;items=c", "items=c;in*=b;*=a", "in*=b;*=a;items=c", "*=a;items=c;in*=b")) {
      PolicyRoutes routes = routes(setting);
      assertEquals(List.of("a"), routes.addressesFor(TableName.parse("x")));
      assertEquals(List.of("b"), routes.addressesFor(TableName.parse("inbox")));
      assertEquals(List.of("c"), routes.addressesFor(TableName.parse("items")));
    }
  }

  @Test
  void listsKeepTheirOrderAndDoNotAddUp() {
    PolicyRoutes routes = routes("*=z;in*=y , b,a;items=c");
    assertEquals(List.of("y", "b", "a"), routes.addressesFor(TableName.parse("inbox")));
    assertEquals(List.of("c"), routes.addressesFor(TableName.parse("items")));
    assertEquals(Set.of("z", "y", "b", "a", "c"), routes.addresses());
  }

  @Test
  void whatNoPatternMatchesHasNoAddress() {
    PolicyRoutes routes = routes("billing.*=a;my-*=b");
    assertEquals(List.of(), routes.addressesFor(TableName.parse("items")));
    assertEquals(List.of(), routes.addressesFor(TableName.parse("billing")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "*items=a | *items is no table",
        "in*ces=a | in*ces is no table",
        "**=a | ** is no table",
        "*.items=a | *.items is no table",
        "*.*=a | *.* is no table",
        ".*=a | .* is no table",
        "billing.*.*=a | billing.*.* is no table",
        "a.b.*=a | a.b.* is no table",
        "a.b.c=a | a.b.c is no table",
        "billing.=a | billing. is no table",
        "my-=a | my- is no table",
        "-*=a | -* is no table",
        "my--*=a | my--* is no table",
        "2*=a | 2* is no table",
        "in *=a | in * is no table",
        "in%=a | in% is no table",
        "\"in*=a | \"in* is no table",
        "\"*=a | \"* is no table",
        "\"in\"x*=a | \"in\"x* is no table",
        "\"a\"b\"*=a | \"a\"b\"* is no table",
        "=a | is no table",
        "a=b=c | is not written",
        "items | is not written",
        "*=a;;x=b | is not written",
        "in*=a;IN*=b | names IN* twice",
        "in*=a;public.in*=b | names public.in* twice",
        "in*=a;\"in\"*=b | names \"in\"* twice",
        "billing.*=a;\"billing\".*=b | names \"billing\".* twice",
        "my-x=a;\"my-x\"=b | names \"my-x\" twice",
        "in*=a,,b | has an address that is empty",
        "in*=a,b*  | has an address that is empty",
        "in*=a,b,a | asks an address twice",
      })
  void aSettingThatIsNotEntirelyClearIsRefused(String setting, String reason) {
    String message = assertThrows(SettingException.class, () -> routes(setting)).getMessage();
    assertTrue(message.startsWith("POLICIES: "), message);
    assertTrue(message.contains(reason), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void theSettingInTheDocumentationDoesWhatItSays() throws Exception {
    String line = Files.readString(Path.of("..", "docs", "custom-policies.md"))
        .lines()
        .map(String::strip)
        .filter(text -> text.startsWith("POLICIES="))
        .findFirst()
        .orElseThrow();
    PolicyRoutes documented = routes(line.substring("POLICIES=".length()));
    assertEquals(
        List.of("policy.rules", "policy.office-hours"),
        documented.addressesFor(TableName.parse("INVOICES")));
    assertEquals(List.of("policy.rules"), documented.addressesFor(TableName.parse("\"Invoices\"")));
    assertEquals(
        List.of("policy.billing"), documented.addressesFor(TableName.parse("billing.invoices")));
    assertEquals(
        List.of("policy.rules", "policy.audit"),
        documented.addressesFor(TableName.parseRequested("my-invoices")));
  }

  private static PolicyRoutes routes(String setting) {
    return PolicyRoutes.from(TestGatekeeper.settings(Map.of("POLICIES", setting)));
  }
}
