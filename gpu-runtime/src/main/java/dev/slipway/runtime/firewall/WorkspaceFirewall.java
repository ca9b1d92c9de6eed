package dev.slipway.runtime.firewall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a workspace's packets may reach, as one nftables table. Its rules match on the prefix of the bridges' names, so that
 * they hold for a bridge from the moment it exists, before its container's first packet, and no rule is added or removed
 * with a workspace.
 *
 * <p>A workspace reaches: its own replies, public addresses (as {@link Egress} says), and port 53 of the host's name
 * servers, wherever those are. It does not reach: the host on any of its addresses, other bridges, private, link-local
 * (the cloud metadata address among them), carrier, multicast and reserved networks. Nothing but the host itself reaches it.
 *
 * <p>The table's chains run before Docker's, and a packet dropped in one chain is dropped; Docker's own rules and their
 * order do not matter (<a href="https://wiki.nftables.org/wiki-nftables/index.php/Configuring_chains">nftables: base chain
 * priority</a>).
 */
public final class WorkspaceFirewall {
    /** What the name of a workspace's bridge begins with. */
    public static final String BRIDGE_PREFIX = "slw-";

    private static final String TABLE = "slipway";
    private static final long DEADLINE_SECONDS = 10;

    /** IANA's special-purpose IPv4 addresses (RFC 6890) that are no public destination, and multicast. */
    private static final String CLOSED_NETWORKS = String.join(
            ", ",
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    private final Egress egress;
    private final Path resolvConf;

    public WorkspaceFirewall(Egress egress) {
        this(egress, Path.of("/etc/resolv.conf"));
    }

    WorkspaceFirewall(Egress egress, Path resolvConf) {
        this.egress = egress;
        this.resolvConf = resolvConf;
    }

    /**
     * Puts the rules in force, in one transaction of the kernel's: there is no moment without them.
     *
     * @throws FirewallException when the host refuses them
     */
    public void install() {
        nft(rules(), "-f", "-");
    }

    /** Whether the table stands in the kernel; another program's {@code flush ruleset} takes it away. */
    public boolean installed() {
        try {
            String table = nft("", "list", "table", "inet", TABLE);
            return table.contains("hook forward") && table.contains("hook input") && table.contains(BRIDGE_PREFIX);
        } catch (FirewallException e) {
            return false;
        }
    }

    String rules() {
        return """
                table inet %1$s
                delete table inet %1$s
                table inet %1$s {
                  chain forward {
                    type filter hook forward priority -10; policy accept;
                    iifname != "%2$s*" oifname != "%2$s*" return
                    ct state established,related accept
                    oifname "%2$s*" drop
                %3$s    meta nfproto ipv6 drop
                    ip daddr { %4$s } drop
                    %5$s
                  }
                  chain input {
                    type filter hook input priority -10; policy accept;
                    iifname != "%2$s*" return
                    ct state established,related accept
                    drop
                  }
                }
                """.formatted(
                TABLE, BRIDGE_PREFIX, nameServerRules(), CLOSED_NETWORKS, egress == Egress.NONE ? "drop" : "accept");
    }

    /** Docker's resolver in a container asks the host's name servers from the container's own network. */
    private String nameServerRules() {
        StringBuilder rules = new StringBuilder();
        for (String server : nameServers()) {
            for (String protocol : List.of("udp", "tcp")) {
                rules.append("    ip daddr %s %s dport 53 accept\n".formatted(server, protocol));
            }
        }
        return rules.toString();
    }

    private List<String> nameServers() {
        if (egress == Egress.NONE || !Files.isReadable(resolvConf)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(resolvConf)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                    .map(words -> words[1])
                    .filter(WorkspaceFirewall::isRoutableIpv4)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoutableIpv4(String address) {
        return address.matches("\\d{1,3}(\\.\\d{1,3}){3}")
                && !InetAddress.ofLiteral(address).isLoopbackAddress();
    }

    private static String nft(String input, String... arguments) {
        List<String> command =
                Stream.concat(Stream.of("nft"), Stream.of(arguments)).toList();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new FirewallException("nft did not end within " + DEADLINE_SECONDS + " seconds", null);
            }
            if (process.exitValue() != 0) {
                throw new FirewallException("nft refuses the rules: " + output.strip(), null);
            }
            return output;
        } catch (IOException e) {
            throw new FirewallException("nft cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while nft ran", e);
        }
    }
}
