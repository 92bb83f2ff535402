package io.shapegate.httppolicy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Everything that is logged while this is open, by us, by Vert.x, from any thread, with all causes. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final List<Logger> LOGGERS = Stream.of(
          org.slf4j.Logger.ROOT_LOGGER_NAME, "io.shapegate")
      .map(name -> (Logger) LoggerFactory.getLogger(name))
      .toList();

  private final List<String> lines = new CopyOnWriteArrayList<>();

  LogLines() {
    setContext(LOGGERS.get(0).getLoggerContext());
    start();
    LOGGERS.forEach(logger -> logger.addAppender(this));
  }

  List<String> all() {
    return lines;
  }

  List<String> containing(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(
        event.getFormattedMessage() + " " + ThrowableProxyUtil.asString(event.getThrowableProxy()));
  }

  @Override
  public void close() {
    LOGGERS.forEach(logger -> logger.detachAppender(this));
  }
}
