package dev.slipway.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Rows;
import dev.slipway.identity.Person;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which versions are in use, when the others were, and the rule by which they leave. */
class EvictionStoreFloorIT {
    private static final Person ANNA = new Person("anna-id", "anna");
    private static final VersionKey KEY = key("own", "1");

    private final EvictionStore evictions = Floor.bean(EvictionStore.class);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    private static VersionKey key(String image, String version) {
        return new VersionKey(new ImageName(image), new VersionName(version));
    }

    private static Instant now() {
        return Floor.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Test
    void aVersionThatAWorkspaceBeginsWithIsNeeded() {
        Rows.workspace("wabcdefghij", "RUNNING", "sha256:one");
        Rows.workspace("wabcdefghik", "DELETED", "sha256:two");
        assertThat(evictions.needed()).containsExactly(KEY);
    }

    @Test
    void aVersionWasUsedWhenAWorkspaceOrAnOperationNeededItLast() {
        Rows.workspace("wabcdefghij", "STOPPED", "sha256:one");
        evictions.noteUse();
        Instant noted = Objects.requireNonNull(evictions.used().get(KEY));
        assertThat(noted).isBetween(now().minusSeconds(10), now());
        Floor.clock().pass(Duration.ofMinutes(1));
        evictions.noteUse();
        assertThat(evictions.used().get(KEY)).isAfter(noted.plusSeconds(59));
        Instant later = now().plusSeconds(100);
        Floor.execute("insert into operation (id, kind, image, version, state, by_name, created_at, finished_at)"
                + " values ('aaaaaaaaaaaaaaaa', 'PULL', 'own', '1', 'SUCCEEDED', 'a', now(), '" + later + "'),"
                + " ('bbbbbbbbbbbbbbbb', 'PULL', 'own', '2', 'SUCCEEDED', 'a', now(), '" + noted + "'),"
                + " ('cccccccccccccccc', 'PULL', 'own', '3', 'RUNNING', 'a', now(), null)");
        assertThat(evictions.used()).isEqualTo(Map.of(KEY, later, key("own", "2"), noted));
    }

    @Test
    void thereIsOneRuleAtMost() {
        assertThat(evictions.rule()).isEmpty();
        assertThat(evictions.clear()).isFalse();
        EvictionRule always = new EvictionRule(Duration.ofDays(30), Optional.empty());
        EvictionRule whenShort = new EvictionRule(Duration.ofDays(1), Optional.of(Bytes.ofMebi(7)));
        evictions.set(whenShort, ANNA);
        assertThat(evictions.rule()).contains(whenShort);
        evictions.set(always, ANNA);
        assertThat(evictions.rule()).contains(always);
        assertThat(evictions.clear()).isTrue();
        assertThat(evictions.rule()).isEmpty();
    }

    /** What is kept of operations is read here too: when they ended. */
    @Test
    void anOperationThatIsUnderWayIsNoUse() {
        Floor.execute("insert into operation (id, kind, image, version, state, by_name, created_at)"
                + " values ('aaaaaaaaaaaaaaaa', 'PULL', 'own', '1', 'QUEUED', 'a', now())");
        assertThat(evictions.used()).isEmpty();
    }
}
