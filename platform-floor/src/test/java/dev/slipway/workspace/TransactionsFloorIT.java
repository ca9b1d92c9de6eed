package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.slipway.database.Database;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Replica;
import dev.slipway.floor.World;
import dev.slipway.idempotency.Answer;
import dev.slipway.queue.Serving;
import dev.slipway.reconcile.Sweep;
import dev.slipway.runtime.engine.Containers;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transaction takes, and what it does not wait for. */
class TransactionsFloorIT {
    private static final int LAUNCHES = 50;

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    /** One of the connections is that of the locks, for good, and the containers are brought up meanwhile. */
    @Test
    void answersFiftyLaunchesAtOnceOnTwoConnections() throws Exception {
        AgroalDataSource pool = Floor.bean(AgroalDataSource.class);
        AgroalConnectionPoolConfiguration size = pool.getConfiguration().connectionPoolConfiguration();
        int before = size.maxSize();
        try (Replica replica = new Replica();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            replica.begin(Sweep.class);
            replica.begin(Serving.class);
            WorkspaceStore store = replica.bean(WorkspaceStore.class);
            // Each query is read and understood once, which takes far longer than to answer it.
            new Owner(replica, "first").launchByKey("server");
            await().untilAsserted(() -> assertThat(store.running()).hasSize(1));
            pool.flush(FlushMode.GRACEFUL);
            size.setMaxSize(2);
            List<Callable<Answer>> launches = new ArrayList<>();
            for (int i = 1; i < LAUNCHES; i++) {
                Owner owner = new Owner(replica, "owner" + i % 5);
                launches.add(() -> owner.launchByKey("server"));
            }
            for (Future<Answer> launch : threads.invokeAll(launches)) {
                assertThat(launch.get().status()).isEqualTo(201);
                assertThat(launch.get().body()).contains("QUEUED");
            }
            await().untilAsserted(() -> assertThat(store.running()).hasSize(World.GPUS));
            assertThat(Floor.query("select key from idempotency_key where body is not null"))
                    .hasSize(LAUNCHES);
            assertThat(Floor.query("select pid from pg_stat_activity where datname = current_database()"
                            + " and backend_type = 'client backend'"))
                    .hasSizeLessThanOrEqualTo(2);
        } finally {
            size.setMaxSize(before);
        }
    }

    @Test
    void asksNoEngineWithinATransaction() {
        Database database = Floor.bean(Database.class);
        Containers containers = Floor.bean(Containers.class);
        assertThat(containers.list()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> database.transact(containers::list))
                .withMessageContaining("the engine");
    }
}
