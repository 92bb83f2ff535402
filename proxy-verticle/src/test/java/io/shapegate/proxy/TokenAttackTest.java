package io.shapegate.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.shapegate.proxy.ProxyConfig.TokenKey;
import io.shapegate.tokens.PublicJwk;
import io.shapegate.tokens.SignatureForm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attack class 12: tokens that must not open anything. None of them lets a request through to Electric. */
class TokenAttackTest {
  private static final String ITEMS = "/v1/shape?table=items&offset=-1";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static ECKey key;
  private static ProxyFixture sharedSecret;
  private static ProxyFixture publicKey;

  @BeforeAll
  static void start() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    sharedSecret = new ProxyFixture();
    publicKey = new ProxyFixture(new TokenKey.Public(PublicJwk.of(key.toPublicKey())));
  }

  @AfterAll
  static void stop() throws Exception {
    sharedSecret.close();
    publicKey.close();
  }

  @BeforeEach
  void reset() {
    sharedSecret.electric.reset();
    publicKey.electric.reset();
  }

  static Stream<Arguments> hostileTokens() {
    long now = Instant.now().getEpochSecond();
    String good = Tokens.of(Tokens.wholeTable());
    String[] parts = good.split("\\.", -1);
    String another = Tokens.with(claims -> claims.put("sub", "mallory"));
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("no token at all", "x"),
        Arguments.of("two parts", parts[0] + "." + parts[1]),
        Arguments.of("no signature", parts[0] + "." + parts[1] + "."),
        Arguments.of("trailing dot", good + "."),
        Arguments.of("leading dot", "." + good),
        Arguments.of("padding", good + "="),
        Arguments.of("padding inside", parts[0] + "=." + parts[1] + "." + parts[2]),
        Arguments.of("whitespace inside", parts[0] + ". " + parts[1] + "." + parts[2]),
        Arguments.of("whitespace after", good + " x"),
        Arguments.of("percent-encoded", good.replace(".", "%2e")),
        Arguments.of("standard base64", parts[0] + "+." + parts[1] + "." + parts[2]),
        Arguments.of(
            "signature of another token",
            parts[0] + "." + parts[1] + "." + another.split("\\.", -1)[2]),
        Arguments.of("1 MB is refused by the server", "a".repeat(20_000)),
        Arguments.of("alg none", unsigned("{\"alg\":\"none\"}") + "."),
        Arguments.of("alg none with a signature", unsigned("{\"alg\":\"none\"}") + "." + parts[2]),
        Arguments.of("alg None", unsigned("{\"alg\":\"None\"}") + "." + parts[2]),
        Arguments.of("no alg", hmac("{\"typ\":\"JWT\"}")),
        Arguments.of("alg twice", hmac("{\"alg\":\"none\",\"alg\":\"HS256\"}")),
        Arguments.of("alg of another type", hmac("{\"alg\":[\"HS256\"]}")),
        Arguments.of("alg in lower case", hmac("{\"alg\":\"hs256\"}")),
        Arguments.of("crit", hmac("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}")),
        Arguments.of("crit b64", hmac("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}")),
        Arguments.of("jku", hmac("{\"alg\":\"HS256\",\"jku\":\"http://127.0.0.1:1/keys\"}")),
        Arguments.of("x5u", hmac("{\"alg\":\"HS256\",\"x5u\":\"http://127.0.0.1:1/keys\"}")),
        Arguments.of("jwk", hmac("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}")),
        Arguments.of("another kid", hmac("{\"alg\":\"HS256\",\"kid\":\"another\"}")),
        Arguments.of(
            "kid with a path", hmac("{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}")),
        Arguments.of("kid with SQL", hmac("{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'key\"}")),
        Arguments.of("kid of another type", hmac("{\"alg\":\"HS256\",\"kid\":1}")),
        Arguments.of("comment in the header", hmac("{/**/\"alg\":\"HS256\"}")),
        Arguments.of("another secret", signedWith("another-secret-that-is-long-enough-to-sign")),
        Arguments.of("wrong iss", Tokens.with(claims -> claims.put("iss", "other"))),
        Arguments.of("no iss", Tokens.with(claims -> without(claims, "iss"))),
        Arguments.of("wrong aud", Tokens.with(claims -> claims.put("aud", "other"))),
        Arguments.of("no aud", Tokens.with(claims -> without(claims, "aud"))),
        Arguments.of("aud of another type", Tokens.with(claims -> claims.put("aud", 1))),
        Arguments.of("empty aud", Tokens.with(claims -> claims.put("aud", new JsonArray()))),
        Arguments.of("no sub", Tokens.with(claims -> without(claims, "sub"))),
        Arguments.of("sub of another type", Tokens.with(claims -> claims.put("sub", 1))),
        Arguments.of("no jti", Tokens.with(claims -> without(claims, "jti"))),
        Arguments.of("no exp", Tokens.with(claims -> without(claims, "exp"))),
        Arguments.of(
            "textual exp", Tokens.with(claims -> claims.put("exp", String.valueOf(now + 60)))),
        Arguments.of("null exp", Tokens.with(claims -> claims.putNull("exp"))),
        Arguments.of("fractional exp", Tokens.with(claims -> claims.put("exp", now + 60.5))),
        Arguments.of(
            "exp beyond any number", Tokens.with(claims -> claims.put("exp", Long.MAX_VALUE))),
        Arguments.of(
            "exp in years", Tokens.with(claims -> claims.put("exp", now + 10 * 365 * 86_400L))),
        Arguments.of("exp now", Tokens.with(claims -> claims.put("exp", now))),
        Arguments.of("expired", Tokens.with(claims -> claims.put("exp", now - 1))),
        Arguments.of("no nbf", Tokens.with(claims -> without(claims, "nbf"))),
        Arguments.of("nbf ahead", Tokens.with(claims -> claims.put("nbf", now + 60))),
        Arguments.of("no iat", Tokens.with(claims -> without(claims, "iat"))),
        Arguments.of("iat ahead", Tokens.with(claims -> claims.put("iat", now + 60))),
        Arguments.of("negative iat", Tokens.with(claims -> claims.put("iat", -1))),
        Arguments.of("a user's identity token", Tokens.with(claims -> without(claims, "shape"))),
        Arguments.of("shape null", Tokens.with(claims -> claims.putNull("shape"))),
        Arguments.of("shape text", Tokens.with(claims -> claims.put("shape", "items"))),
        Arguments.of(
            "shape array",
            Tokens.with(claims -> claims.put("shape", new JsonArray().add("items")))),
        Arguments.of("shape empty", Tokens.with(claims -> claims.put("shape", new JsonObject()))),
        Arguments.of("shape without table", shaped(Tokens.wholeTable().putNull("table"))),
        Arguments.of(
            "shape with an unknown restriction", shaped(Tokens.wholeTable().put("rows", 1))),
        Arguments.of(
            "shape with a table of another type", shaped(Tokens.wholeTable().put("table", 1))),
        Arguments.of(
            "shape with columns of another type",
            shaped(Tokens.wholeTable().put("columns", new JsonArray()))),
        Arguments.of(
            "shape with params out of order",
            shaped(Tokens.restrictedShape().put("params", new JsonObject().put("2", "a")))),
        Arguments.of("claims twice", duplicateClaim()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostileTokens")
  void refusesWithoutAskingElectric(String name, String token) throws Exception {
    RawHttp.Answer answer = sharedSecret.get(ITEMS, token);

    assertEquals(401, answer.status(), answer.text());
    sharedSecret.assertNothingArrived();
    assertFalse(token.length() > 3 && answer.text().contains(token));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("authorizationHeaders")
  void refusesAnyOtherWayToSendAToken(String name, String headers) throws Exception {
    RawHttp.Answer answer = RawHttp.send(sharedSecret.port, "GET", ITEMS, headers, "");

    assertEquals(401, answer.status(), answer.text());
    sharedSecret.assertNothingArrived();
  }

  static Stream<Arguments> authorizationHeaders() {
    String good = Tokens.of(Tokens.wholeTable());
    return Stream.of(
        Arguments.of("two headers", ProxyFixture.bearer(good) + ProxyFixture.bearer(good)),
        Arguments.of("two tokens", "Authorization: Bearer " + good + ", Bearer " + good + "\r\n"),
        Arguments.of("another scheme", "Authorization: Token " + good + "\r\n"),
        Arguments.of("basic", "Authorization: Basic " + good + "\r\n"),
        Arguments.of("no scheme", "Authorization: " + good + "\r\n"),
        Arguments.of("two blanks", "Authorization: Bearer  " + good + "\r\n"),
        Arguments.of("a tab", "Authorization: Bearer\t" + good + "\r\n"),
        Arguments.of("quotes", "Authorization: Bearer \"" + good + "\"\r\n"),
        Arguments.of("a cookie", "Cookie: Authorization=Bearer " + good + "\r\n"),
        Arguments.of("another header", "X-Authorization: Bearer " + good + "\r\n"));
  }

  @Test
  void takesTheSchemeInAnyCase() throws Exception {
    String good = Tokens.of(Tokens.wholeTable());

    assertEquals(
        200,
        RawHttp.send(sharedSecret.port, "GET", ITEMS, "authorization: BEARER " + good + "\r\n", "")
            .status());
  }

  @Test
  void takesAnElliptic256Token() throws Exception {
    RawHttp.Answer answer = publicKey.get(ITEMS, elliptic(key, key.getKeyID()));

    assertEquals(200, answer.status(), answer.text());
    assertEquals(
        Map.of("table", "items", "offset", "-1", "secret", ProxyFixture.ELECTRIC_SECRET),
        publicKey.onlyArrival().query());
  }

  @Test
  void refusesAnHmacWithThePublicKeyAsSecret() throws Exception {
    String pem = "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
            .encodeToString(key.toPublicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
    for (String secret : Set.of(
        pem, pem.strip(), key.toPublicJWK().toJSONString(), key.getX().toString() + key.getY())) {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();

      assertRefusedByPublicKey(
          Tokens.signed(header, Tokens.claims(Tokens.wholeTable()).encode(), secret));
    }
  }

  @Test
  void refusesAForeignKeyUnderTheKnownKid() throws Exception {
    ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();

    assertRefusedByPublicKey(elliptic(foreign, key.getKeyID()));
  }

  @Test
  void refusesAForeignKeyThatTheTokenBringsAlong() throws Exception {
    ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(foreign.toPublicJWK()).build();

    assertRefusedByPublicKey(elliptic(foreign, header));
  }

  @Test
  void refusesSignaturesThatVerifyOrShouldNotForAnyone() throws Exception {
    String token = elliptic(key, key.getKeyID());
    String signed = token.substring(0, token.lastIndexOf('.') + 1);
    byte[] zero = new byte[64];
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 0xff);

    assertRefusedByPublicKey(signed + BASE64.encodeToString(zero));
    assertRefusedByPublicKey(signed + BASE64.encodeToString(ones));
    assertRefusedByPublicKey(signed + BASE64.encodeToString(new byte[63]));
    assertRefusedByPublicKey(signed + BASE64.encodeToString(new byte[72]));
  }

  @Test
  void refusesTheOtherSignatureThatTheCurveAllows() throws Exception {
    assertRefusedByPublicKey(withOtherS(elliptic(key, key.getKeyID())));
  }

  @Test
  void refusesASharedSecretTokenWhereAKeyIsPinned() throws Exception {
    assertRefusedByPublicKey(Tokens.of(Tokens.wholeTable()));
  }

  @Test
  void answersAFloodOfUnknownKidsFromOneFetchOfTheKeys() throws Exception {
    try (ProxyFixture issuer = new ProxyFixture()) {
      issuer.electric.answerWith(request -> request
          .response()
          .end(new JsonObject()
              .put("keys", new JsonArray().add(new JsonObject(key.toPublicJWK().toJSONObject())))
              .toBuffer()));
      int port = issuer.deploy(ProxyFixture.config(
          sharedSecret.electric.url(),
          new TokenKey.KeySet(URI.create(issuer.electric.url() + "/keys")),
          Duration.ofSeconds(2)));
      awaitStatus(port, elliptic(key, key.getKeyID()), 200);
      int fetchesBefore = issuer.electric.arrivals().size();
      sharedSecret.electric.reset();

      for (int i = 0; i < 50; i++) {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("unknown-" + i).generate();
        assertEquals(
            401,
            RawHttp.send(
                    port,
                    "GET",
                    ITEMS,
                    ProxyFixture.bearer(elliptic(foreign, foreign.getKeyID())),
                    "")
                .status());
      }

      assertEquals(
          true, issuer.electric.arrivals().size() - fetchesBefore <= 1, "fetches of the key set");
      sharedSecret.assertNothingArrived();
    }
  }

  @Test
  void answers503UntilTheKeysCouldBeFetched() throws Exception {
    int port = sharedSecret.deploy(ProxyFixture.config(
        sharedSecret.electric.url(),
        new TokenKey.KeySet(URI.create("http://127.0.0.1:1/keys")),
        Duration.ofSeconds(2)));

    RawHttp.Answer answer =
        RawHttp.send(port, "GET", ITEMS, ProxyFixture.bearer(elliptic(key, key.getKeyID())), "");

    assertEquals(503, answer.status());
    assertEquals("1", answer.header("retry-after"));
    sharedSecret.assertNothingArrived();
  }

  private static void awaitStatus(int port, String token, int status) {
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      while (RawHttp.send(port, "GET", ITEMS, ProxyFixture.bearer(token), "").status() != status) {
        Thread.onSpinWait();
      }
    });
  }

  private static void assertRefusedByPublicKey(String token) throws Exception {
    RawHttp.Answer answer = publicKey.get(ITEMS, token);
    assertEquals(401, answer.status(), answer.text());
    publicKey.assertNothingArrived();
  }

  private static String unsigned(String header) {
    return encode(header) + "." + encode(Tokens.claims(Tokens.wholeTable()).encode());
  }

  /** Correctly signed with the shared secret, whatever the header says. */
  private static String hmac(String header) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Tokens.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String input = unsigned(header);
      return input + "."
          + BASE64.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signedWith(String secret) {
    return Tokens.signed(
        new JWSHeader(JWSAlgorithm.HS256), Tokens.claims(Tokens.wholeTable()).encode(), secret);
  }

  private static String shaped(JsonObject shape) {
    return Tokens.of(shape);
  }

  private static String duplicateClaim() {
    String claims = Tokens.claims(Tokens.wholeTable()).encode();
    return Tokens.signed(
        new JWSHeader(JWSAlgorithm.HS256),
        "{\"sub\":\"root\"," + claims.substring(1),
        Tokens.SECRET);
  }

  private static JsonObject without(JsonObject claims, String name) {
    claims.remove(name);
    return claims;
  }

  private static String elliptic(ECKey signer, String kid) throws Exception {
    return elliptic(
        signer,
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(JOSEObjectType.JWT)
            .keyID(kid)
            .build());
  }

  /** Signed with the smaller of the two s, as the gatekeeper does. */
  private static String elliptic(ECKey signer, JWSHeader header) throws Exception {
    JWSObject token =
        new JWSObject(header, new Payload(Tokens.claims(Tokens.wholeTable()).encode()));
    token.sign(new ECDSASigner(signer));
    byte[] smaller = SignatureForm.withSmallerS(token.getSignature().decode());
    String serialized = token.serialize();
    return serialized.substring(0, serialized.lastIndexOf('.') + 1)
        + BASE64.encodeToString(smaller);
  }

  private static String withOtherS(String token) {
    int dot = token.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    BigInteger order = Curve.P_256.toECParameterSpec().getOrder();
    byte[] s = order.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
    Arrays.fill(signature, 32, 64, (byte) 0);
    int count = Math.min(s.length, 32);
    System.arraycopy(s, s.length - count, signature, 64 - count, count);
    return token.substring(0, dot + 1) + BASE64.encodeToString(signature);
  }

  private static String encode(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesAnRsaTokenOfTheRightKidWhereTheKeyIsElliptic() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair rsa = generator.generateKeyPair();
    JWSObject token = new JWSObject(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
        new Payload(Tokens.claims(Tokens.wholeTable()).encode()));
    token.sign(new RSASSASigner(rsa.getPrivate()));

    assertRefusedByPublicKey(token.serialize());
  }

  @Test
  void refusesATokenThatNimbusSignedWithAnotherSecret() throws Exception {
    JWSObject token = new JWSObject(
        new JWSHeader(JWSAlgorithm.HS512),
        new Payload(Tokens.claims(Tokens.wholeTable()).encode()));
    token.sign(new MACSigner((Tokens.SECRET + Tokens.SECRET).getBytes(StandardCharsets.UTF_8)));

    assertEquals(401, sharedSecret.get(ITEMS, token.serialize()).status());
    sharedSecret.assertNothingArrived();
  }
}
