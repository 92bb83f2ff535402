package io.shapegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The turn is that of the first channel, which the test ends. */
class BatchedFlushTest {
  private final EmbeddedChannel turn = new EmbeddedChannel();
  private final BatchedFlush flushes = new BatchedFlush(turn.eventLoop());

  @Test
  void sendsEverybodysAtTheEndOfTheTurn() {
    EmbeddedChannel one = channel();
    EmbeddedChannel other = channel();
    write(one, "a");
    write(other, "b");
    write(one, "c");
    assertEquals(List.of(), sent(one));
    assertEquals(List.of(), sent(other));

    turn.runPendingTasks();

    assertEquals(List.of("a", "c"), sent(one));
    assertEquals(List.of("b"), sent(other));
  }

  @Test
  void sendsInEachTurn() {
    EmbeddedChannel channel = channel();
    for (String text : List.of("a", "b", "c")) {
      write(channel, text);
      turn.runPendingTasks();
      assertEquals(List.of(text), sent(channel));
    }
  }

  @Test
  void letsNobodyWaitForManyOthers() {
    List<EmbeddedChannel> many = IntStream.range(0, 65).mapToObj(i -> channel()).toList();

    many.forEach(channel -> write(channel, "a"));

    List<EmbeddedChannel> served =
        many.stream().filter(channel -> !sent(channel).isEmpty()).toList();
    assertEquals(many.subList(0, 64), served);
    turn.runPendingTasks();
    assertEquals(List.of("a"), sent(many.get(64)));
  }

  @Test
  void sendsAtOnceWhatIsLarge() {
    EmbeddedChannel channel = channel();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));

    write(channel, "a".repeat(30));

    assertEquals(List.of("a".repeat(30)), sent(channel));
  }

  @Test
  void sendsBeforeItCloses() {
    EmbeddedChannel channel = channel();
    write(channel, "a");

    assertTrue(channel.pipeline().close().isSuccess());

    assertEquals(List.of("a"), sent(channel));
    turn.runPendingTasks();
  }

  /** Netty closes behind what a client sends together with its end. */
  @Test
  void sendsAtOnceWhatAnswersTheBytesThatAreRead() {
    EmbeddedChannel channel = channel();
    EmbeddedChannel other = channel();
    channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        write(other, "for the other");
        write(channel, "read");
        assertEquals(List.of("read"), sent(channel));
      }

      @Override
      public void channelReadComplete(ChannelHandlerContext context) {
        write(channel, "complete");
        assertEquals(List.of("complete"), sent(channel));
      }
    });

    channel.pipeline().fireChannelRead("a").fireChannelReadComplete();
    channel.checkException();
    write(channel, "later");

    assertEquals(List.of(), sent(channel));
    assertEquals(List.of(), sent(other));
    turn.runPendingTasks();
    assertEquals(List.of("later"), sent(channel));
    assertEquals(List.of("for the other"), sent(other));
  }

  /** So many flush while the first is sent that they are sent at once, and two more behind them. */
  @Test
  void forgetsNobodyWhoFlushesWhileOthersAreSent() {
    List<EmbeddedChannel> others =
        IntStream.range(0, 66).mapToObj(i -> channel()).toList();
    EmbeddedChannel first = channel();
    first
        .write(Unpooled.copiedBuffer("first", StandardCharsets.US_ASCII))
        .addListener(sent -> others.subList(0, 64).forEach(other -> write(other, "a")));
    first
        .write(Unpooled.copiedBuffer("and", StandardCharsets.US_ASCII))
        .addListener(sent -> others.subList(64, 66).forEach(other -> write(other, "b")));
    first.pipeline().flush();

    turn.runPendingTasks();

    others.subList(0, 64).forEach(other -> assertEquals(List.of("a"), sent(other)));
    others.subList(64, 66).forEach(other -> assertEquals(List.of("b"), sent(other)));
  }

  private EmbeddedChannel channel() {
    return new EmbeddedChannel(flushes);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What was sent shows.
  private static void write(EmbeddedChannel channel, String text) {
    channel
        .pipeline()
        .writeAndFlush(
            Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), channel.voidPromise());
  }

  private static List<String> sent(EmbeddedChannel channel) {
    List<String> texts = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      texts.add(next.toString(StandardCharsets.US_ASCII));
      next.release();
    }
    return texts;
  }
}
