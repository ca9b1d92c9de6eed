package dev.slipway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.audit.AuditResource.AuditPage;
import dev.slipway.audit.AuditResource.Entry;
import dev.slipway.database.Database;
import dev.slipway.floor.Floor;
import dev.slipway.identity.Person;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of who did what. */
class AuditTrailFloorIT {
    private static final Person ANNA = new Person("anna-id", "anna");

    private final AuditTrail audit = Floor.bean(AuditTrail.class);
    private final Database database = Floor.bean(Database.class);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    private static AuditPage page(String limit, @Nullable String cursor) {
        return new AuditResource(Floor.bean(Database.class), Floor.bean(AuditTable.class)).list(limit, cursor);
    }

    @Test
    void anEntryIsKeptWithItsActOrNotAtAll() {
        assertThatIllegalStateException().isThrownBy(() -> audit.add(ANNA, "image.pull", "own 1", "alone"));
        assertThatThrownBy(() -> database.transact((Runnable) () -> {
                    audit.add(ANNA, "image.pull", "own 1", "taken back");
                    throw new IllegalArgumentException("fault");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        database.transact(() -> audit.add(ANNA, "image.pull", "own 1", "kept"));
        audit.requireRoom(ANNA, "image.evict", "own 1", "never");
        audit.addDone(ANNA, "image.evict", "own 1", "done");
        assertThat(page("10", null).items()).extracting(Entry::detail).containsExactly("done", "kept");
        assertThat(page("10", null).items()).extracting(Entry::byId).containsOnly("anna-id");
    }

    @Test
    void whoLooksAgainAndAgainHasOneEntryForAWhile() {
        audit.addLook(ANNA, "workspace.read-log", "w1", "");
        audit.addLook(ANNA, "workspace.read-log", "w1", "");
        audit.addLook(new Person("berta-id", "berta"), "workspace.read-log", "w1", "");
        audit.addLook(ANNA, "workspace.read-log", "w2", "");
        assertThat(page("10", null).items()).hasSize(3);
        Floor.clock().pass(Duration.ofMinutes(11));
        audit.addLook(ANNA, "workspace.read-log", "w1", "");
        assertThat(page("10", null).items()).hasSize(4);
    }

    @Test
    void theTrailIsReadInPagesTheNewestFirst() {
        IntStream.range(0, 5).forEach(number -> audit.addDone(ANNA, "act", "s" + number, ""));
        AuditPage first = page("2", null);
        assertThat(first.items()).extracting(Entry::subject).containsExactly("s4", "s3");
        AuditPage second = page("2", first.nextCursor());
        assertThat(second.items()).extracting(Entry::subject).containsExactly("s2", "s1");
        AuditPage last = page("2", second.nextCursor());
        assertThat(last.items()).extracting(Entry::subject).containsExactly("s0");
        assertThat(last.nextCursor()).isNull();
    }
}
