package dev.slipway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.ImageConfig;
import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalog.registry.Platform;
import dev.slipway.catalog.registry.RegistryReference;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.catalogue.ImageStore.Title;
import dev.slipway.database.Database;
import dev.slipway.floor.Floor;
import dev.slipway.identity.Person;
import dev.slipway.trial.TrialReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of images. */
class ImageStoreFloorIT {
    private static final Person ANNA = new Person("anna-id", "anna");
    private static final VersionKey KEY = key("own", "1");
    private static final Digest FIRST = new Digest("sha256:" + "1".repeat(64));
    private static final Digest SECOND = new Digest("sha256:" + "2".repeat(64));
    private static final String DEFINITION =
            "{\"version\": \"1\", \"reference\": \"docker.io/library/own:1\", \"source\": \"its README\"}";

    private final ImageStore store = Floor.bean(ImageStore.class);
    private final Database database = Floor.bean(Database.class);

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

    private static ResolvedImage resolved(Digest digest) {
        ImageConfig config = new ImageConfig(
                new Platform("linux", "amd64"),
                Map.of("A", "b"),
                Map.of(),
                List.of("serve"),
                List.of(),
                "1000",
                "/",
                Set.of("8888/tcp"),
                Set.of());
        return new ResolvedImage(
                RegistryReference.parse("own:1"),
                digest,
                digest,
                SECOND,
                config,
                List.of(new Layer(FIRST, 17, SECOND)),
                false,
                "docker.io");
    }

    @Test
    void aVersionIsRegisteredOnceAndGoesWithAllThatIsKeptForIt() {
        Title title = new Title(new ImageName("own"), "An image", "What it is", "other");
        assertThat(store.add(title)).isTrue();
        assertThat(store.add(title)).isFalse();
        assertThat(store.add(KEY, DEFINITION, ANNA)).isTrue();
        assertThat(store.add(KEY, DEFINITION, ANNA)).isFalse();
        assertThat(store.add(key("own", "2"), DEFINITION, ANNA)).isTrue();
        assertThat(store.images()).containsExactly(title);
        assertThat(store.version(KEY)).contains(ImageVersion.read(DEFINITION));
        assertThat(store.versions()).extracting(one -> one.image().value()).containsExactly("own", "own");
        assertThat(store.registrants(new ImageName("own"))).containsExactly(Optional.of("anna-id"));
        Floor.execute("update image_version set by_id = null where version = '2'");
        assertThat(store.registrants(new ImageName("own")))
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of("anna-id"));
        store.keep(KEY, resolved(FIRST));
        store.deprecate(KEY, "old", ANNA);
        Floor.execute("insert into image_use values ('own', '1', now())");
        Floor.execute("insert into image_build values ('abcdefghijklmnop', 'own', '1', '{}', '', 'a', 'a', now())");
        assertThat(store.remove(KEY)).isTrue();
        assertThat(store.images()).containsExactly(title);
        for (String table : List.of("image_pin", "image_deprecation", "image_use", "image_build")) {
            assertThat(Floor.query("select version from " + table)).as(table).isEmpty();
        }
        assertThat(store.remove(KEY)).isFalse();
        assertThat(store.remove(key("own", "2"))).isTrue();
        assertThat(store.images()).isEmpty();
    }

    @Test
    void aPinHoldsAndSaysWhatItsTagNamesNow() {
        Pin pin = store.keep(KEY, resolved(FIRST));
        assertThat(store.keep(KEY, resolved(SECOND))).isEqualTo(pin);
        assertThat(pin.digest()).isEqualTo(FIRST);
        assertThat(pin.layers()).isEqualTo(resolved(FIRST).layers());
        assertThat(pin.config()).isEqualTo(resolved(FIRST).config());
        assertThat(pin.reference()).isEqualTo(RegistryReference.parse("own:1"));
        assertThat(pin.movedTo()).isEmpty();
        assertThat(store.notLookedAtFor(Duration.ofMinutes(1), 10)).isEmpty();
        Floor.clock().pass(Duration.ofMinutes(2));
        assertThat(store.notLookedAtFor(Duration.ofMinutes(1), 10)).containsOnlyKeys(KEY);
        store.lookedAt(KEY, Optional.of(SECOND));
        assertThat(store.pin(KEY).orElseThrow().movedTo()).contains(SECOND);
        store.lookedAt(KEY, Optional.empty());
        assertThat(store.pins().values()).extracting(Pin::movedTo).containsExactly(Optional.of(SECOND));
        store.lookedAt(KEY, Optional.of(FIRST));
        assertThat(store.pin(KEY).orElseThrow().movedTo()).isEmpty();
        assertThat(store.notLookedAtFor(Duration.ofMinutes(1), 10)).isEmpty();
    }

    @Test
    void aDeprecationIsTheLastThatWasSaid() {
        assertThat(database.transact(() -> store.lockedDeprecation(KEY))).isEmpty();
        store.deprecate(KEY, "old", ANNA);
        store.deprecate(KEY, "older", new Person("berta-id", "berta"));
        assertThat(database.transact(() -> store.lockedDeprecation(KEY)))
                .hasValueSatisfying(
                        kept -> assertThat(List.of(kept.reason(), kept.by())).containsExactly("older", "berta"));
        assertThat(store.deprecations()).containsOnlyKeys(KEY);
        assertThat(store.recommendAgain(KEY)).isTrue();
        assertThat(store.recommendAgain(KEY)).isFalse();
    }

    @Test
    void aCheckIsKeptAsItWasMade() {
        ImageCheck check = new ImageCheck(
                FIRST.value(), now(), TrialReport.Server.READY, 1.5, "3.11", null, null, List.of("differs"), null);
        store.keep(
                KEY,
                new ImageCheck(
                        FIRST.value(), now(), TrialReport.Server.NONE, null, null, null, null, List.of(), "none"));
        store.keep(KEY, check);
        assertThat(store.checks()).isEqualTo(Map.of(KEY, check));
        assertThat(Floor.query("select report ->> 'python' from image_check")).containsExactly("3.11");
        store.drop(KEY);
        assertThat(store.checks()).isEmpty();
    }
}
