package dev.slipway.runtime.firewall;

import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace's packets may reach, as one nftables table of the installation's own. Its rules match on the prefix of the
 * installation's bridges' names, so that they hold for a bridge from the moment it exists, before its container's first packet,
 * and no rule is added or removed with a workspace.
 *
 * <p>A workspace reaches: its own replies, public addresses (as {@link Egress} says), port 53 of Slipway's own name server, or
 * of the host's where there is none, and the services that an administrator allowed. It does not reach: the host on any of its addresses, other bridges, private, link-local
 * (the cloud metadata address among them), carrier, multicast and reserved networks. Nothing but the host itself reaches it.
 *
 * <p>What a workspace may reach it may reach within {@link ConnectionBounds}, which the kernel keeps for each bridge: its table
 * of connections is one for the host and all workspaces. Whose source is not the bridge's is dropped at once.
 *
 * <p>Every packet that a workspace sends on is judged by these rules, those of a connection that is open among them: a
 * rule that closes something closes it for what runs. Only answers to what was let out come back without a further look.
 *
 * <p>The table's chains run before Docker's, and a packet dropped in one chain is dropped; Docker's own rules and their
 * order do not matter (<a href="https://wiki.nftables.org/wiki-nftables/index.php/Configuring_chains">nftables: base chain
 * priority</a>).
 */
public final class WorkspaceFirewall implements Firewall {
    /** The table that all installations shared before each had one. */
    private static final String FORMER_TABLE = "slipway";

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

    /** A source to which the way does not lead back over the bridge: made up, or another bridge's. */
    private static final String FOREIGN_SOURCE = "iifname %s fib saddr . iif oif missing drop";

    private final BridgeNames names;
    private final Supplier<Set<String>> formerBridges;
    private final Policy policy;
    private final Path resolvConf;
    private final String nft;
    private final Duration deadline;
    private volatile @Nullable InForce inForce;

    /** The rules that this process has put in force, and how the kernel tells them. */
    private record InForce(String rules, String listing) {}

    /**
     * An installation's firewall.
     *
     * @param formerBridges the installation's bridges that an earlier Slipway named, which their prefix does not tell from
     *     another installation's; asked for at each look
     * @param policy what is reached
     */
    public WorkspaceFirewall(BridgeNames names, Supplier<Set<String>> formerBridges, Policy policy) {
        this(names, formerBridges, policy, Path.of("/etc/resolv.conf"), "nft", Duration.ofSeconds(10));
    }

    WorkspaceFirewall(
            BridgeNames names,
            Supplier<Set<String>> formerBridges,
            Policy policy,
            Path resolvConf,
            String nft,
            Duration deadline) {
        this.names = names;
        this.formerBridges = formerBridges;
        this.policy = policy;
        this.resolvConf = resolvConf;
        this.nft = nft;
        this.deadline = deadline;
    }

    /**
     * Sees to it that the rules which are wanted now are in force, for what runs and what comes, in one transaction of the
     * kernel's: there is no moment without rules. A process puts them in force at its first look, whatever it finds; later
     * where the wanted ones have changed (the host's name servers, say) or the kernel tells others than were put there.
     *
     * @return whether they had to be put in force
     * @throws FirewallException when the host refuses them
     */
    @Override
    public boolean enforce() {
        String wanted = rules(formerBridges.get());
        InForce known = inForce;
        if (known != null && known.rules().equals(wanted) && known.listing().equals(listing())) {
            return false;
        }
        install(wanted);
        return true;
    }

    @Override
    public void enforceWithin(long pid) {
        ContainerWall.build(pid);
    }

    private synchronized void install(String wanted) {
        Program.Ended ended = nft(wanted, "-f", "-");
        if (ended.exitCode() != 0) {
            throw new FirewallException(
                    "nft refuses the rules: " + ended.output().strip(), null);
        }
        String listing = listing();
        if (listing.isEmpty()) {
            throw new FirewallException("the rules were taken away as soon as they were there", null);
        }
        inForce = new InForce(wanted, listing);
    }

    private String table() {
        return "slipway-" + names.installation();
    }

    /**
     * The table as it stands in the kernel, but for what its sets count, which changes with each packet; empty where another
     * program has taken it away.
     */
    private String listing() {
        Program.Ended list = nft("", "--terse", "list", "table", "inet", table());
        return list.exitCode() == 0 ? list.output() : "";
    }

    String rules(Set<String> former) {
        return """
                table inet %1$s
                delete table inet %1$s
                %2$stable inet %1$s {
                %11$s  chain workspaces {
                    ct direction reply ct state established,related accept
                %3$s%4$s    meta nfproto ipv6 drop
                    ip daddr { %5$s } drop
                    %6$s
                  }
                  chain host {
                    ct direction reply ct state established,related accept
                %12$s%10$s    drop
                  }
                  chain forward {
                    type filter hook forward priority -10; policy accept;
                %7$s%8$s  }
                  chain input {
                    type filter hook input priority -10; policy accept;
                %13$s%9$s  }
                }
                """.formatted(
                        table(),
                        formerTable(former),
                        each(former, "oifname %s drop"),
                        nameServerRules() + allowedRules(),
                        CLOSED_NETWORKS,
                        isClosed() ? "drop" : "goto opened",
                        each(former, FOREIGN_SOURCE) + each(former, "iifname %s goto workspaces"),
                        each(former, "oifname %s goto workspaces"),
                        each(former, FOREIGN_SOURCE) + each(former, "iifname %s goto host"),
                        allowedRules(),
                        policy.bounds().rules("opened", "questions"),
                        resolverRule(),
                        resolverIsOurs(former));
    }

    /** A rule for the installation's bridges: all of them by their prefix, and those of an earlier Slipway one by one. */
    private String each(Set<String> former, String rule) {
        return Stream.concat(Stream.of(names.prefix() + "*"), former.stream().sorted())
                .map(bridge -> "    " + rule.formatted('"' + bridge + '"') + "\n")
                .collect(Collectors.joining());
    }

    /** The shared table goes where it guards nobody else's bridge: its rules may be stricter than those wanted here. */
    private static String formerTable(Set<String> former) {
        return former.containsAll(BridgeNames.formerOnThisMachine())
                ? "table inet %1$s\ndelete table inet %1$s\n".formatted(FORMER_TABLE)
                : "";
    }

    private String allowedRules() {
        return policy.allowed().stream()
                .map(service ->
                        "    ip daddr %s tcp dport %d goto opened\n".formatted(service.address(), service.port()))
                .collect(Collectors.joining());
    }

    private boolean isClosed() {
        return policy.egress() == Egress.NONE;
    }

    /** Where no outbound traffic is let out, no name is of use: a question is refused at once, so that nobody waits. */
    private String resolverRule() {
        String verdict = isClosed() ? "reject" : "goto questions";
        return policy.resolver()
                .map(address ->
                        "    ip daddr %s meta l4proto { tcp, udp } th dport 53 %s\n".formatted(address, verdict))
                .orElse("");
    }

    /** The name server answers this installation's bridges and the host, and nobody who comes from elsewhere. */
    private String resolverIsOurs(Set<String> former) {
        String others = Stream.concat(
                        Stream.of("lo", names.prefix() + "*"), former.stream().sorted())
                .map("iifname != \"%s\" "::formatted)
                .collect(Collectors.joining());
        return policy.resolver()
                .map(address -> "    ip daddr %s %sdrop\n".formatted(address, others))
                .orElse("");
    }

    /** Docker's resolver in a container asks the host's name servers from the container's own network. */
    private String nameServerRules() {
        StringBuilder rules = new StringBuilder();
        for (String server : nameServers()) {
            for (String protocol : List.of("udp", "tcp")) {
                rules.append("    ip daddr %s %s dport 53 goto opened\n".formatted(server, protocol));
            }
        }
        return rules.toString();
    }

    private List<String> nameServers() {
        if (isClosed() || policy.resolver().isPresent() || !Files.isReadable(resolvConf)) {
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

    private Program.Ended nft(String input, String... arguments) {
        try {
            return Program.run(
                    deadline,
                    input,
                    Stream.concat(Stream.of(nft), Stream.of(arguments)).toList());
        } catch (IOException e) {
            throw new FirewallException("nft cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while nft ran", e);
        }
    }
}
