package dev.slipway.workspace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Life;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Tended;
import dev.slipway.floor.World;
import dev.slipway.identity.Caller;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lists and loops ask of the database, which does not grow with what there is. */
class ListsFloorIT {
    private static final Caller ADMIN =
            new Caller("admin-id", "admin", new TreeSet<>(Set.of("user", "admin")), new TreeSet<>());

    private final Tended process = Tended.forGood();

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void readsAPageOfFiftyInFourStatementsAndAsksNoEngine() throws InterruptedException {
        Owner alice = new Owner(process.replica(), "alice");
        Owner bob = new Owner(process.replica(), "bob");
        List<WorkspaceId> all = IntStream.range(0, 40)
                .mapToObj(i -> (i % 2 == 0 ? alice : bob).launch("server", i < 20 ? 1 : 0))
                .toList();
        process.until(() -> assertThat(World.rows())
                .filteredOn(row -> row.state() == WorkspaceState.RUNNING)
                .hasSizeGreaterThan(20));
        WorkspacePages pages = process.replica().bean(WorkspacePages.class);
        List<WorkspaceView> shown = new ArrayList<>();
        Life counting = Life.untilEnded();
        counting.live(() -> shown.addAll(
                pages.page(Optional.empty(), 50, Optional.empty(), ADMIN).items()));
        assertThat(shown).hasSize(all.size());
        assertThat(counting.count("SQL")).as("%s", counting.met()).isBetween(1, 4);
        assertThat(Stream.of("EngineFacts", "Containers", "Images", "ImageBuilds", "Networks", "Volumes"))
                .allSatisfy(
                        part -> assertThat(counting.count(part + ".")).as(part).isZero());
        process.close();
    }

    /** What stopped long ago is not read again and again. */
    @Test
    void findsWhatMovesAmongTenThousandByAnIndex() {
        Owner alice = new Owner(process.replica(), "alice");
        WorkspaceId id = alice.launch("server");
        process.until(() -> assertThat(World.rows()).allMatch(row -> row.state() == WorkspaceState.RUNNING));
        alice.stop(id);
        process.until(() -> assertThat(World.rows()).allMatch(row -> row.state() == WorkspaceState.STOPPED));
        multiply(id, 10_000);
        assertThat(plan("select id, state from workspace where state in ('QUEUED', 'STARTING', 'RUNNING', 'STOPPING')"))
                .contains("workspace_state")
                .doesNotContain("Seq Scan");
        assertThat(plan("select * from workspace where (created_at, id) < (now(), 'x')"
                        + " order by created_at desc, id desc limit 51"))
                .contains("workspace_created")
                .doesNotContain("Seq Scan", "Sort");
        assertThat(Floor.bean(WorkspaceStore.class).unsettled()).isEmpty();
        process.close();
    }

    /** Adds as many that stopped as one did. */
    private static void multiply(WorkspaceId id, int times) {
        for (String table : List.of("holder", "workspace")) {
            List<String> others = Floor.query("select column_name from information_schema.columns where table_name = '"
                    + table + "' and column_name not in ('id', 'name')");
            String changed = table.equals("holder") ? "id" : "id, name";
            Floor.execute(
                    "insert into %1$s (%2$s, %3$s) select %4$s, %3$s from %1$s, generate_series(1, %5$d) n where id = '%6$s'"
                            .formatted(
                                    table,
                                    changed,
                                    String.join(", ", others),
                                    changed.replaceAll("\\w+", "'x' || n"),
                                    times,
                                    id));
        }
        Floor.execute("analyze workspace");
    }

    private static String plan(String query) {
        return String.join("\n", Floor.query("explain " + query));
    }
}
