package dev.slipway.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.crypto.Secrets;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Rows;
import dev.slipway.login.Login;
import dev.slipway.proxy.session.WorkspaceSessions.Session;
import dev.slipway.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of browsers' sessions. */
class WorkspaceSessionsFloorIT {
    private static final WorkspaceId WORKSPACE = new WorkspaceId("wabcdefghij");
    private static final WorkspaceId ANOTHER = new WorkspaceId("wabcdefghik");

    private final WorkspaceSessions sessions = Floor.bean(WorkspaceSessions.class);
    private final Session session = new Session(
            "anna-id", new Login(UUID.randomUUID().toString(), Instant.now().truncatedTo(ChronoUnit.SECONDS)));

    @BeforeEach
    void clear() {
        Floor.clear();
        for (WorkspaceId id : List.of(WORKSPACE, ANOTHER)) {
            Rows.workspace(id.value(), "anna-id", "own:1", "RUNNING", "RUNNING");
        }
    }

    private String code() {
        return sessions.handOver(WORKSPACE, session, Secrets.hash("state"));
    }

    @Test
    void aCodeServesOnceForItsWorkspaceAndItsBrowser() {
        String code = code();
        assertThat(sessions.redeem(ANOTHER, code, List.of("state"))).isEmpty();
        assertThat(sessions.redeem(WORKSPACE, code, List.of("other"))).isEmpty();
        assertThat(sessions.redeem(WORKSPACE, code, List.of())).isEmpty();
        String token =
                sessions.redeem(WORKSPACE, code, List.of("other", "state")).orElseThrow();
        assertThat(sessions.redeem(WORKSPACE, code, List.of("state"))).isEmpty();
        assertThat(sessions.find(WORKSPACE, List.of("other", token))).contains(session);
        assertThat(sessions.find(ANOTHER, List.of(token))).isEmpty();
        assertThat(sessions.find(WORKSPACE, List.of())).isEmpty();
        assertThat(sessions.remembered(WORKSPACE, token)).contains(session);
        Floor.execute("delete from workspace where id = '" + WORKSPACE + "'");
        assertThat(Floor.query("select token_hash from workspace_session")).isEmpty();
    }

    @Test
    void whatIsOverIsForgotten() {
        String late = code();
        Floor.clock().pass(Duration.ofMinutes(2));
        assertThat(sessions.redeem(WORKSPACE, late, List.of("state"))).isEmpty();
        String token = sessions.redeem(WORKSPACE, code(), List.of("state")).orElseThrow();
        assertThat(Floor.query("select code_hash from handover_code")).isEmpty();
        Floor.clock().pass(Duration.ofHours(13));
        assertThat(sessions.find(WORKSPACE, List.of(token))).isEmpty();
    }

    @Test
    void ofAllWhoUseACodeAtOnceOneHasASession() throws Exception {
        String code = code();
        long served = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<String>>> used = new ArrayList<>();
            IntStream.range(0, 16)
                    .forEach(number ->
                            used.add(threads.submit(() -> sessions.redeem(WORKSPACE, code, List.of("state")))));
            for (Future<Optional<String>> one : used) {
                served += one.get().stream().count();
            }
        }
        assertThat(served).isEqualTo(1);
        assertThat(Floor.query("select token_hash from workspace_session")).hasSize(1);
    }
}
