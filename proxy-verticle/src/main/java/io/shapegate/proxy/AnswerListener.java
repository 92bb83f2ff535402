package io.shapegate.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Hears what comes back over an {@link ElectricConnection}; one of {@code ended} and {@code broken} comes last. */
interface AnswerListener {
  void begun(int status, HttpHeaders headers);

  /** The listener has to release what it gets. */
  void received(ByteBuf chunk);

  /** No more is there for now. */
  void paused();

  void ended();

  /** Before or in the middle of the answer. */
  void broken(Throwable failure);
}
