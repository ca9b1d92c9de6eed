package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Rows;
import dev.slipway.operation.Operations;
import dev.slipway.runtime.image.ImageReference;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of images that Slipway brought to the engine. */
class BroughtFloorIT {
    private static final VersionKey KEY = new VersionKey(new ImageName("own"), new VersionName("1"));
    private static final String FIRST = "sha256:" + "1".repeat(64);
    private static final String SECOND = "sha256:" + "2".repeat(64);

    private final ImageStore store = Floor.bean(ImageStore.class);
    private final Brought brought = Floor.bean(Brought.class);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void ofANameThatIsGivenAgainTheFormerImageIsKnownByItsId() {
        ImageReference name = new ImageReference("slipway/own:1");
        brought.expect(name, "first");
        assertThat(brought.all()).containsExactly(new Brought.Name(name, Optional.empty(), "first", false));
        brought.note(name, FIRST, "first");
        brought.note(name, SECOND, "second");
        Brought.Name former = new Brought.Name(new ImageReference(FIRST), Optional.of(FIRST), "first", false);
        assertThat(brought.all())
                .containsExactlyInAnyOrder(former, new Brought.Name(name, Optional.of(SECOND), "second", false));
        brought.use(name, "third");
        brought.keep(name, Duration.ofMinutes(1));
        brought.forget(former);
        Brought.Name used = new Brought.Name(name, Optional.of(SECOND), "third", true);
        assertThat(brought.all()).containsExactly(used);
        Floor.clock().pass(Duration.ofMinutes(2));
        assertThat(brought.all()).extracting(Brought.Name::kept).containsExactly(false);
        brought.forget(new Brought.Name(name, Optional.empty(), "second", false));
        assertThat(brought.all()).hasSize(1);
    }

    @Test
    void whatWorkspacesAndUnfinishedBuildsBeginWithIsNeeded() {
        Rows.workspace("wabcdefghij", "RUNNING", "sha256:one");
        Rows.workspace("wabcdefghik", "DELETED", "sha256:two");
        Operations operations = Floor.bean(Operations.class);
        String plan = "{\"request\": {}, \"names\": {\"sha256:%s\": \"base\"}, \"toFetch\": [], \"baseName\": \"base\","
                + " \"framework\": \"other\"}";
        Floor.execute("insert into operation (id, kind, image, version, state, by_name, created_at, finished_at)"
                + " values ('aaaaaaaaaaaaaaaa', 'BUILD', 'own', '1', 'RUNNING', 'a', now(), null),"
                + " ('bbbbbbbbbbbbbbbb', 'BUILD', 'own', '1', 'SUCCEEDED', 'a', now(), now())");
        Floor.execute("insert into image_build values ('aaaaaaaaaaaaaaaa', 'own', '1', '" + plan.formatted("three")
                + "', '', 'a', 'a', now()), ('bbbbbbbbbbbbbbbb', 'own', '1', '" + plan.formatted("four")
                + "', '', 'a', 'a', now())");
        assertThat(operations.unfinished()).hasSize(1);
        assertThat(brought.begunWith()).containsExactlyInAnyOrder("sha256:one", "sha256:two", "sha256:three");
        assertThat(store.workspacesOf(KEY)).isEqualTo(1);
        assertThat(store.workspacesOf(new VersionKey(new ImageName("own"), new VersionName("2"))))
                .isZero();
    }
}
