package dev.slipway.runtime.firewall;

import dev.slipway.runtime.network.Subnet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service over TCP that an administrator lets workspaces and builds reach, wherever it is: a proxy, or a mirror of packages.
 *
 * @param address IPv4, in four numbers
 * @param port 1 to 65535
 */
public record Service(String address, int port) {
    private static final Pattern FORM = Pattern.compile("([0-9.]{7,15}):(\\d{1,5})");

    public Service {
        Subnet.parse(address + "/32"); // refuses what is no address
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code 10.1.2.3:3128}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Service parse(CharSequence text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an IPv4 address and a port such as 10.1.2.3:3128: " + text);
        }
        return new Service(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
}
