package dev.slipway.runtime.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.label.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetPoolTest {
    private static final String HEADER =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    private static final Subnet RANGE = Subnet.parse("10.213.0.0/16");

    @TempDir
    private Path folder;

    @Test
    void offersPartsOfItsRangeOnly() throws IOException {
        assertThat(pool(RANGE, "").candidates(new ResourceId("a"), 16))
                .hasSize(64)
                .doesNotHaveDuplicates()
                .allMatch(RANGE::overlaps)
                .allMatch(subnet -> subnet.prefix() == 28);
    }

    @Test
    void offersLargerPartsToLargerNetworks() throws IOException {
        SubnetPool pool = pool(RANGE, "");
        assertThat(pool.candidates(new ResourceId("a"), NetworkSpec.addressesFor(14)))
                .hasSize(64)
                .allMatch(subnet -> subnet.prefix() == 27);
        assertThat(pool.candidates(new ResourceId("a"), NetworkSpec.addressesFor(1000)))
                .hasSize(64)
                .allMatch(subnet -> subnet.prefix() == 22);
        assertThat(pool(Subnet.parse("10.213.0.0/24"), "").candidates(new ResourceId("a"), 512))
                .as("larger than the range")
                .isEmpty();
    }

    @Test
    void beginsElsewhereForAnotherNetwork() throws IOException {
        SubnetPool pool = pool(RANGE, "");
        Set<Subnet> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            first.add(pool.candidates(new ResourceId("w" + i), 16).getFirst());
        }
        assertThat(first).hasSizeGreaterThan(190);
    }

    @Test
    void leavesOutWhatTheHostHasARouteTo() throws IOException {
        // The default route, and 10.213.0.0/17, as the kernel writes them.
        String routes = """
                eth0	00000000	010011AC	0003	0	0	0	00000000	0	0	0
                tun0	0000D50A	00000000	0001	0	0	0	0080FFFF	0	0	0
                """;
        List<Subnet> candidates = pool(RANGE, routes).candidates(new ResourceId("a"), 16);
        assertThat(candidates).hasSize(64).noneMatch(Subnet.parse("10.213.0.0/17")::overlaps);
    }

    @Test
    void offersNothingWhereTheWholeRangeIsSomebodyElses() throws IOException {
        String routes = "tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n";
        assertThat(pool(RANGE, routes).candidates(new ResourceId("a"), 16)).isEmpty();
    }

    @Test
    void refusesARangeThatHoldsNoNetwork() {
        assertThatThrownBy(() -> new SubnetPool(Subnet.parse("10.213.0.0/29")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.213.0.0", "10.213.0.0/33", "10.213.0.256/32", "10.213.0.1/16", "fd00::/8"})
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Subnet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "10.213.0.0/16", "203.0.113.7/32"})
    void writesANetworkAsItWasRead(String text) {
        assertThat(Subnet.parse(text)).hasToString(text);
    }

    private SubnetPool pool(Subnet range, String routes) throws IOException {
        return new SubnetPool(range, Files.writeString(folder.resolve("route"), HEADER + routes));
    }
}
