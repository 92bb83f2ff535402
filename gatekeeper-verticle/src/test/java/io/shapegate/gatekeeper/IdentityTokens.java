package io.shapegate.gatekeeper;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;

/** What an application's identity provider would issue, minted with a library that has nothing in common with ours. */
final class IdentityTokens {
  static final String SECRET = "identity-4f1c9be2a07d63581f0a9d2c7be45318";
  static final String AUDIENCE = "https://app.example.com";

  private IdentityTokens() {}

  static String of(String subject) {
    return with(claims -> claims.subject(subject));
  }

  /** Alice's claims, changed. */
  static String with(UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(new JWSHeader(JWSAlgorithm.HS256), SECRET, change);
  }

  static String signed(
      JWSHeader header, String secret, UnaryOperator<JWTClaimsSet.Builder> change) {
    try {
      return signed(header, new MACSigner(secret), change);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signed(
      JWSHeader header, JWSSigner signer, UnaryOperator<JWTClaimsSet.Builder> change) {
    JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
        .subject("alice")
        .audience(AUDIENCE)
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    try {
      SignedJWT token = new SignedJWT(header, change.apply(claims).build());
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
