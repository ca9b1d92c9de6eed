package dev.slipway.catalog.registry;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses a registry's name may lead to, so that nobody makes Slipway ask its host's own services or the cloud's
 * metadata by registering an image. The JVM remembers a name's addresses for some seconds, so that the connection goes where
 * the check looked.
 */
final class AddressRules {
    private AddressRules() {}

    /**
     * Looks where the host's name leads.
     *
     * @throws RegistryException.Refused when one of its addresses is not public
     * @throws RegistryException.Unavailable when the name leads nowhere
     */
    static void requirePublic(String host) {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(plain);
        } catch (UnknownHostException e) {
            throw new RegistryException.Unavailable("There is no host named " + host, e);
        }
        if (!Arrays.stream(addresses).allMatch(AddressRules::isPublic)) {
            throw new RegistryException.Refused("The address of " + host
                    + " is a private one; an administrator lists the registry with privateAddresses: true");
        }
    }

    /** By the <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">special-purpose registries</a> of IANA. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address v4 -> isPublic(v4.getAddress());
            case Inet6Address v6 -> isPublic6(v6.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] address) {
        int first = address[0] & 0xff;
        int second = address[1] & 0xff;
        int third = address[2] & 0xff;
        boolean special = first == 0
                || first >= 240
                || (first == 100 && second >= 64 && second < 128) // carriers' own (RFC 6598)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        return !special;
    }

    /** Global unicast is 2000::/3; what carries an IPv4 address (6to4, Teredo) or is for documents is not. */
    private static boolean isPublic6(byte[] address) {
        int first = (address[0] & 0xff) << 8 | (address[1] & 0xff);
        int second = (address[2] & 0xff) << 8 | (address[3] & 0xff);
        return (first & 0xe000) == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0xdb8));
    }
}
