package io.shapegate.gatekeeper;

import io.shapegate.tokens.UnusableKeyException;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Reads a private key in any PEM form that openssl writes (PKCS#8, PKCS#1, SEC 1) and finds the public key that belongs to
 * it.
 */
final class PrivateKeyPem {
  private PrivateKeyPem() {}

  /** A key that cannot be read, or is of another kind than we sign with, is an {@link UnusableKeyException}. */
  static KeyPair read(String pem) {
    PrivateKeyInfo info = info(pem);
    String type = type(info.getPrivateKeyAlgorithm());
    try {
      byte[] publicKey = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
              publicKey(PrivateKeyFactory.createKey(info)))
          .getEncoded();
      KeyFactory factory = KeyFactory.getInstance(type);
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(publicKey)),
          factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded())));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableKeyException("is a damaged private key");
    }
  }

  /** The first private key; {@code openssl ecparam} writes the name of the curve before it. */
  private static PrivateKeyInfo info(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PrivateKeyInfo info) {
          return info;
        }
        if (part instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
        if (part instanceof PKCS8EncryptedPrivateKeyInfo || part instanceof PEMEncryptedKeyPair) {
          throw new UnusableKeyException("is encrypted; give it without a passphrase");
        }
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof UnusableKeyException known
          ? known
          : new UnusableKeyException("is a damaged PEM file");
    }
    throw new UnusableKeyException("holds no private key in PEM (BEGIN PRIVATE KEY)");
  }

  private static String type(AlgorithmIdentifier algorithm) {
    ASN1ObjectIdentifier id = algorithm.getAlgorithm();
    if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)
        && SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())) {
      return "EC";
    }
    if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return "Ed25519";
    }
    if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    throw new UnusableKeyException("is none of P-256, Ed25519 and RSA");
  }

  private static AsymmetricKeyParameter publicKey(AsymmetricKeyParameter key) {
    if (key instanceof ECPrivateKeyParameters ec) {
      return new ECPublicKeyParameters(
          ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
    }
    if (key instanceof Ed25519PrivateKeyParameters ed) {
      return ed.generatePublicKey();
    }
    if (key instanceof RSAPrivateCrtKeyParameters rsa) {
      return new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
    }
    throw new IllegalArgumentException();
  }
}
