package io.shapegate.develectric;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict percent-decoding: a broken escape or text that is not UTF-8 is a {@link MalformedRequest}. */
final class PercentDecoder {
  private PercentDecoder() {}

  static String decode(String text, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        bytes.write(hex(encoded, i + 1) << 4 | hex(encoded, i + 2));
        i += 2;
      } else {
        bytes.write(plusIsSpace && encoded[i] == '+' ? ' ' : encoded[i]);
      }
    }
    return utf8(bytes.toByteArray());
  }

  private static int hex(byte[] encoded, int i) {
    int digit = i < encoded.length ? Character.digit(encoded[i], 16) : -1;
    if (digit < 0) {
      throw new MalformedRequest();
    }
    return digit;
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRequest();
    }
  }
}
