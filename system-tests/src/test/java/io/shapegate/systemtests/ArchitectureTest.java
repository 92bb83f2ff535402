package io.shapegate.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for the structure of all modules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("io.shapegate");

  @ParameterizedTest(name = "{0} does not know {1}")
  @CsvSource({
    "contract, tokens|launcher|gatekeeper|policy|httppolicy|proxy|develectric|localstack|policycheck|demo",
    "tokens, launcher|gatekeeper|policy|httppolicy|proxy|develectric|localstack|policycheck|demo",
    "launcher, tokens|gatekeeper|policy|httppolicy|proxy|develectric|localstack|policycheck|demo",
    "gatekeeper, policy|httppolicy|proxy|develectric|localstack|policycheck|demo",
    "policy, gatekeeper|httppolicy|proxy|develectric|localstack|policycheck|demo",
    "httppolicy, gatekeeper|policy|proxy|develectric|localstack|policycheck|demo",
    "proxy, gatekeeper|policy|httppolicy|develectric|localstack|policycheck|demo",
    "develectric, contract|tokens|launcher|gatekeeper|policy|httppolicy|proxy|localstack|policycheck|demo",
    "demo, tokens|gatekeeper|policy|httppolicy|proxy|develectric|localstack|policycheck",
    "localstack, policycheck",
    "policycheck, tokens|gatekeeper|httppolicy|proxy|develectric|localstack|demo"
  })
  void modulesKnowOnlyWhatStandsBelowThem(String module, String others) {
    for (String other : others.split("\\|", -1)) {
      check(noClasses()
          .that()
          .resideInAPackage("io.shapegate." + module)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.shapegate." + other));
    }
  }

  @ParameterizedTest(name = "no class is called …{0}")
  @CsvSource({"Utils", "Util", "Manager", "Helper", "Impl", "Service"})
  void namesSayTheRole(String suffix) {
    check(noClasses().should().haveSimpleNameEndingWith(suffix));
  }

  @Test
  void onlyConfigurationReadsTheEnvironment() {
    check(noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Config")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class));
  }

  /** The main threads of the local stack and of the check may wait for what they start. */
  @Test
  void nothingWaitsForAFuture() {
    check(noClasses()
        .that()
        .resideOutsideOfPackages("io.shapegate.localstack", "io.shapegate.policycheck")
        .should()
        .callMethod(CompletableFuture.class, "join")
        .orShould()
        .callMethod(CompletableFuture.class, "get")
        .orShould()
        .callMethod(Future.class, "await"));
  }

  @Test
  void nobodyReadsCookies() {
    check(noClasses().should().callMethod(HttpServerRequest.class, "cookies"));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
