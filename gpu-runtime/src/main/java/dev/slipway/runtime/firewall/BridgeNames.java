package dev.slipway.runtime.firewall;

import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.ResourceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the bridges of one installation are named: a prefix that no other installation on the machine has, and the network's id.
 * The kernel takes names of 15 characters at most ({@code IFNAMSIZ}): 3 that say Slipway, 5 for the installation, 7 for the
 * network.
 */
public record BridgeNames(InstallationId installation) {
    /** The most characters that a network's id has. */
    public static final int LONGEST_ID = 7;

    /** Before installations had a prefix each, all had this one; its fourth character is in no other. */
    private static final String FORMER_PREFIX = "slw-";

    private static final Path INTERFACES = Path.of("/sys/class/net");

    /** What the names of this installation's bridges begin with. */
    public String prefix() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(installation.value().getBytes(StandardCharsets.UTF_8));
            String letters = new BigInteger(1, hash).toString(36);
            return "slw" + letters.substring(letters.length() - 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * The name of a network's bridge, as a network that is made now gets it; one with a longer id was made by an earlier
     * Slipway and keeps its name.
     */
    public String of(ResourceId network) {
        return (isFormer(network) ? FORMER_PREFIX : prefix()) + network;
    }

    /** Whether the network is one of an earlier Slipway, with a name that the prefix does not cover. */
    public static boolean isFormer(ResourceId network) {
        return network.value().length() > LONGEST_ID;
    }

    /** The interfaces of this machine that are named in the former way, whosever they are. */
    static Set<String> formerOnThisMachine() {
        try (Stream<Path> interfaces = Files.list(INTERFACES)) {
            return interfaces
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(FORMER_PREFIX))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
