package dev.slipway.runtime.container;

/**
 * Where a server of a container's is reached from the platform.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65,535
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("not a host: '" + host + "'");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /**
     * Reads {@code host:port}, where an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException when it is not written so
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a host and a port: " + text);
        }
        String host = text.substring(0, colon);
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        return new Endpoint(
                isBracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(text.substring(colon + 1)));
    }

    /** As {@link #parse} reads it, and as a URL has it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
