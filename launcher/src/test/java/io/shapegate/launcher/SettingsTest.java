package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  private static final Settings NOTHING = new Settings(Map.of());

  @TempDir
  private Path folder;

  private static Settings with(String value) {
    return new Settings(Map.of("NAME", value));
  }

  private static Settings withFile(Path file) {
    return new Settings(Map.of("NAME_FILE", file.toString()));
  }

  /** One line that starts with the setting's name, and does not show the value. */
  private static String refusal(String name, Settings settings, Consumer<Settings> reading) {
    String message = String.valueOf(
        assertThrows(SettingException.class, () -> reading.accept(settings)).getMessage());
    assertTrue(message.startsWith(name + ": "), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private static void assertRefused(String value, Consumer<Settings> reading) {
    refusal("NAME", with(value), reading);
  }

  @Test
  void textIsTrimmedAndBlankIsNotSet() {
    assertEquals(Optional.of("a b"), with("  a b\n").text("NAME"));
    assertEquals(Optional.empty(), with(" \t\n").text("NAME"));
    assertEquals("absent", with("").text("NAME", "absent"));
    assertEquals(Optional.empty(), NOTHING.text("NAME"));
  }

  @Test
  void whatIsRequiredMustBeThere() {
    assertEquals("x", with("x").required("NAME", "give it"));
    assertEquals(
        "NAME: is missing; give it",
        refusal("NAME", NOTHING, settings -> settings.required("NAME", "give it")));
    assertRefused(" ", settings -> settings.required("NAME", "give it"));
  }

  @Test
  void aFlagIsTrueOrFalseAndFalseWhenAbsent() {
    assertTrue(with("true").flag("NAME"));
    assertFalse(with("false").flag("NAME"));
    assertFalse(NOTHING.flag("NAME"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "yes", "1", "on", "truee"})
  void aFlagIsNothingElse(String value) {
    assertRefused(value, settings -> settings.flag("NAME"));
  }

  @Test
  void anIntegerHasBounds() {
    assertEquals(1, with("1").integer("NAME", 5, 1, 9));
    assertEquals(9, with("9").integer("NAME", 5, 1, 9));
    assertEquals(5, NOTHING.integer("NAME", 5, 1, 9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "10", "-1", "1.0", "1e0", "0x1", "one", "1 2", "99999999999999999999"})
  void anIntegerOutsideIsRefused(String value) {
    assertRefused(value, settings -> settings.integer("NAME", 5, 1, 9));
  }

  @Test
  void aPortIsFrom0To65535() {
    assertEquals(0, with("0").port("NAME", 1));
    assertEquals(65_535, with("65535").port("NAME", 1));
    assertRefused("65536", settings -> settings.port("NAME", 1));
    assertRefused("-1", settings -> settings.port("NAME", 1));
  }

  private static Duration duration(Settings settings) {
    return settings.duration(
        "NAME", Duration.ofSeconds(3), Duration.ofMillis(500), Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "700ms, 700",
    "10s, 10000",
    "5m, 300000",
    "1h, 3600000",
    "3600s, 3600000"
  })
  void aDurationHasAUnit(String value, long millis) {
    assertEquals(Duration.ofMillis(millis), duration(with(value)));
  }

  @Test
  void anAbsentDurationIsTheDefault() {
    assertEquals(Duration.ofSeconds(3), duration(NOTHING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10", "s", "-1s", "1.5s", "10 s", "1d", "10S", "9999999999s", "PT1S", "١s"})
  void aDurationInAnotherFormIsRefused(String value) {
    assertRefused(value, SettingsTest::duration);
  }

  @Test
  void aDurationHasBounds() {
    assertEquals(
        "NAME: must be from 500ms to 3600s",
        refusal("NAME", with("499ms"), SettingsTest::duration));
    assertRefused("61m", SettingsTest::duration);
    assertRefused("999999999h", SettingsTest::duration);
  }

  @Test
  void aListHasPartsBetweenCommas() {
    assertEquals(List.of("a", "b c", "d"), with("a, b c ,,d,").list("NAME", "x"));
    assertEquals(List.of("x", "y"), NOTHING.list("NAME", "x,y"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "https://electric.example:3000",
        "http://127.0.0.1:1/base/path",
        "http://[::1]:3000"
      })
  void aUrlIsTaken(String value) {
    assertEquals(Optional.of(URI.create(value)), with(value).httpUrl("NAME"));
    assertEquals(URI.create(value), with(value + "/").requiredHttpUrl("NAME", "give it"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:3000",
        "//localhost",
        "ftp://localhost",
        "file:///etc/passwd",
        "jdbc:postgresql://localhost/db",
        "http://",
        "http:///path",
        "http:localhost",
        "http://user@localhost",
        "http://user:pa55word@localhost",
        "http://@localhost",
        "http://localhost?key=pa55word",
        "http://localhost?",
        "http://localhost#part",
        "http://localhost:0",
        "http://localhost:65536",
        "http://localhost:99999999999",
        "http://localhost:-1",
        "http://localhost:port",
        "http://under_score:3000",
        "http://local host",
        "http://localhost/%zz",
        "http://localhost/a b",
        "http://localhost\r\nX: y"
      })
  void aUrlIsRefusedWithoutBeingShown(String value) {
    String refusal = refusal("NAME", with(value), settings -> settings.httpUrl("NAME"));
    assertFalse(refusal.contains("pa55word"), refusal);
  }

  @Test
  void anAbsentUrlIsEmptyOrMissing() {
    assertEquals(Optional.empty(), NOTHING.httpUrl("NAME"));
    refusal("NAME", NOTHING, settings -> settings.requiredHttpUrl("NAME", "give it"));
  }

  @Test
  void aSecretIsTheValueOrTheContentOfAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");
    assertEquals(Optional.of(new Secret("s3cret")), with("s3cret").secret("NAME"));
    assertEquals(Optional.of(new Secret("s3cret")), withFile(file).secret("NAME"));
    assertEquals(Optional.empty(), NOTHING.secret("NAME"));
  }

  @Test
  void aSecretIsNotGivenTwice() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "s3cret");
    Settings both = new Settings(Map.of("NAME", "s3cret", "NAME_FILE", file.toString()));
    assertTrue(refusal("NAME", both, settings -> settings.secret("NAME")).contains("NAME_FILE"));
  }

  @Test
  void aFileMustBeThereAndReadable() throws Exception {
    for (String path :
        List.of(folder.resolve("absent").toString(), folder.toString(), "/dev/zero", "a\0b")) {
      Settings settings = new Settings(Map.of("NAME_FILE", path));
      refusal("NAME_FILE", settings, given -> given.secret("NAME"));
    }
  }

  @Test
  void aSecretInPlaceOfAPathIsNotShown() {
    Settings mistaken = new Settings(Map.of("NAME_FILE", "-----BEGIN KEY-----\ns3cret\n"));
    assertFalse(
        refusal("NAME_FILE", mistaken, settings -> settings.secret("NAME")).contains("s3cret"));
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("empty"), " \n\n");
    assertTrue(refusal("NAME_FILE", withFile(file), settings -> settings.textOrFile("NAME"))
        .endsWith("is empty"));
  }

  @Test
  void aBinaryFileIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("binary"), new byte[] {1, (byte) 0xff, (byte) 0xfe, 2});
    assertTrue(refusal("NAME_FILE", withFile(file), settings -> settings.textOrFile("NAME"))
        .endsWith("cannot be read as text"));
  }

  @Test
  void aFileHas64KibibytesAtMost() throws Exception {
    Path fits = Files.writeString(folder.resolve("fits"), "x".repeat(65_536));
    Path huge = Files.writeString(folder.resolve("huge"), "x".repeat(65_537));
    assertEquals(65_536, withFile(fits).textOrFile("NAME").orElseThrow().length());
    assertTrue(refusal("NAME_FILE", withFile(huge), settings -> settings.textOrFile("NAME"))
        .endsWith("is larger than 64 KiB"));
  }

  @Test
  void othersTakeTheirPlaceOrFillGaps() {
    Settings settings = new Settings(Map.of("A", "1", "B", "2"));
    assertEquals("9", settings.with(Map.of("A", "9")).text("A", ""));
    assertEquals("2", settings.with(Map.of("A", "9")).text("B", ""));
    assertEquals("1", settings.withDefaults(Map.of("A", "9", "C", "3")).text("A", ""));
    assertEquals("3", settings.withDefaults(Map.of("A", "9", "C", "3")).text("C", ""));
  }
}
