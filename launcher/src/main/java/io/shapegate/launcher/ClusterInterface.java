package io.shapegate.launcher;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which address of this machine members reach it at. A name stands for the one of its addresses that this machine has: where
 * a container is on several networks, a name that exists on one of them alone says which.
 */
final class ClusterInterface {
  private static final String SETTING = "CLUSTER_INTERFACE";
  private static final Pattern ADDRESSES = Pattern.compile("[0-9.*-]+|.*:.*");

  private ClusterInterface() {}

  /** An address, or a pattern of addresses, stays what it is. Asks the name server, once. */
  static String address(String text) {
    return ADDRESSES.matcher(text).matches() ? text : named(text);
  }

  private static String named(String name) {
    try {
      return Arrays.stream(InetAddress.getAllByName(name))
          .filter(ClusterInterface::isOurs)
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElseThrow(() -> new SettingException(
              SETTING, "is a name of which no address is one of this machine"));
    } catch (UnknownHostException e) {
      throw new SettingException(SETTING, "is a name without an address");
    }
  }

  private static boolean isOurs(InetAddress address) {
    return ours().anyMatch(address::equals);
  }

  private static Stream<InetAddress> ours() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses);
    } catch (SocketException e) {
      return Stream.empty();
    }
  }
}
