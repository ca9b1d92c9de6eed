package dev.slipway.floor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What there is, by the rows and by the engine, and how the one should follow from the other when all is done. */
public final class World {
    /** The host's, all alike: see {@code gpus.scenario}. */
    public static final int GPUS = 4;

    private static final int MOST = 1000;

    private World() {}

    /** All workspaces, newest first; those that are to be deleted are among them until they are gone. */
    public static List<Workspace> rows() {
        return Floor.bean(WorkspaceStore.class)
                .list(Optional.empty(), MOST, Optional.empty())
                .items();
    }

    /** Every wish is fulfilled, or waits for GPUs that are not there; and nothing is left that nobody wishes for. */
    public static void isAsWished() {
        assertThat(Floor.query("select id from workspace where desired = 'DELETED'"))
                .as("to be gone")
                .isEmpty();
        List<Workspace> rows = rows();
        Set<String> wanted = new TreeSet<>();
        for (Workspace row : rows) {
            switch (row.desired()) {
                case RUNNING -> {
                    if (row.state() == WorkspaceState.RUNNING) {
                        wanted.add(row.id().value());
                    } else {
                        assertThat(waits(row))
                                .as("%s is %s, and wished to run", row.id(), row.state())
                                .isTrue();
                    }
                }
                case STOPPED ->
                    assertThat(row.state())
                            .as("%s is to be stopped", row.id())
                            .isIn(WorkspaceState.STOPPED, WorkspaceState.FAILED);
                case DELETED -> throw new AssertionError("the list has " + row.id() + ", which is to be gone");
            }
        }
        assertThat(containers())
                .as("containers")
                .isEqualTo(wanted.stream()
                        .collect(Collectors.toMap(id -> id, id -> "Running", (a, b) -> a, TreeMap::new)));
        assertThat(column("select holder from bridge where holder is not null"))
                .as("networks held")
                .isEqualTo(wanted);
        assertThat(column("select distinct holder from gpu_lease where ended_at is null"))
                .as("GPUs held")
                .isEqualTo(holders(rows, wanted));
        assertThat(column("select holder from capacity_lease where ended_at is null"))
                .as("processors and memory held")
                .isEqualTo(wanted);
        assertThat(Floor.query("select gpu_uuid from gpu_occupancy where leases = 0"))
                .as("GPUs kept for nobody")
                .isEmpty();
    }

    private static boolean waits(Workspace row) {
        long free = GPUS
                - Long.parseLong(Floor.query("select count(*) from gpu_lease where ended_at is null")
                        .getFirst());
        return row.spec().gpus().isPresent()
                && row.spec().gpus().get().count() > free
                && row.status()
                        .reason()
                        .map(StateReason::code)
                        .filter(ReasonCode.WAITS_FOR_GPUS::equals)
                        .isPresent();
    }

    private static Set<String> holders(List<Workspace> rows, Set<String> running) {
        return rows.stream()
                .filter(row -> row.spec().gpus().isPresent())
                .map(row -> row.id().value())
                .filter(running::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> containers() {
        return Floor.engine().containers().list().stream()
                .collect(Collectors.toMap(
                        container -> container.id().value(),
                        container -> container.state().getClass().getSimpleName(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** The engine has no network but those that someone has or may have. */
    public static void hasNoNetworkOfNobody() {
        assertThat(column("select id from bridge"))
                .containsAll(Floor.engine().networks().list().stream()
                        .map(ResourceId::value)
                        .toList());
    }

    private static Set<String> column(String query) {
        return new TreeSet<>(Floor.query(query));
    }
}
