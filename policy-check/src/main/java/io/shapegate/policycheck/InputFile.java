package io.shapegate.policycheck;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that was given, with the name that it was given by. */
record InputFile(String name, String text) {
  private static final long MAX_BYTES = 16 << 20;

  static InputFile read(String name) {
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        throw new UnusableInputException(name + ": is a folder");
      }
      if (Files.size(path) > MAX_BYTES) {
        throw new UnusableInputException(name + ": is larger than 16 MiB");
      }
      return new InputFile(name, Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new UnusableInputException(name + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new UnusableInputException(name + ": is not UTF-8");
    } catch (IOException | InvalidPathException e) {
      throw new UnusableInputException(name + ": cannot be read");
    }
  }

  /** A problem at a place of the file, counted in characters from 0. */
  UnusableInputException problem(int at, String what) {
    String before = text.substring(0, Math.max(0, Math.min(at, text.length())));
    int line = (int) before.chars().filter(c -> c == '\n').count();
    int column = before.length() - (before.lastIndexOf('\n') + 1);
    return problem(line, column, what);
  }

  /** A problem in a line and a column, both counted from 0. */
  UnusableInputException problem(int line, int column, String what) {
    return new UnusableInputException(name + ":" + (line + 1) + ":" + (column + 1) + ": " + what);
  }
}
