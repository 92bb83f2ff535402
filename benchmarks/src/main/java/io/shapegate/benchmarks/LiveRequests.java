package io.shapegate.benchmarks;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Set;

/** The live requests that the upstream holds. Used on its one thread alone. */
final class LiveRequests {
  private final Set<Channel> polls = new HashSet<>();
  private final Set<Channel> streams = new HashSet<>();

  void holdPoll(Channel channel) {
    polls.add(channel);
  }

  void holdStream(Channel channel) {
    streams.add(channel);
  }

  void forget(Channel channel) {
    polls.remove(channel);
    streams.remove(channel);
  }

  int count() {
    return polls.size() + streams.size();
  }

  /** Answers every poll, and ends every stream in order. */
  @SuppressWarnings(
      "FutureReturnValueIgnored") // A client that has left is forgotten when its channel ends.
  void release() {
    polls.forEach(channel -> channel.writeAndFlush(UpstreamAnswers.live()));
    streams.forEach(channel -> channel.writeAndFlush(UpstreamAnswers.lastChunk()));
    polls.clear();
    streams.clear();
  }
}
