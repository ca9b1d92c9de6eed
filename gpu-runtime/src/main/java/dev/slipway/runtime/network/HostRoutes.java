package dev.slipway.runtime.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The networks that the host has a route to, other than the rest of the world: {@code /proc/net/route}, proc_pid_net(5). */
final class HostRoutes {
    private static final int DESTINATION = 1;
    private static final int MASK = 7;

    private HostRoutes() {}

    static List<Subnet> read(Path table) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.skip(1)
                    .map(line -> line.split("\\s+"))
                    .filter(columns -> columns.length > MASK)
                    .map(columns -> subnet(columns[DESTINATION], columns[MASK]))
                    .filter(subnet -> subnet.prefix() > 0)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kernel writes both in hexadecimal, the first octet last. */
    private static Subnet subnet(String destination, String mask) {
        int address = Integer.reverseBytes(Integer.parseUnsignedInt(destination, 16));
        int bits = Integer.bitCount(Integer.parseUnsignedInt(mask, 16));
        return new Subnet(address & Subnet.mask(bits), bits);
    }
}
