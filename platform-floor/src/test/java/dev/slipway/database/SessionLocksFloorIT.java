package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.slipway.floor.Floor;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Processes whose database says nothing any more, without their connections being closed. */
class SessionLocksFloorIT {
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** Between a process and its database; once it is cut, nothing passes, and nothing is closed. */
    private static final class Line implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final URI database;
        private volatile boolean isCut;

        private Line(URI database) throws IOException {
            this.database = database;
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = server.accept();
                    Socket behind = new Socket(database.getHost(), database.getPort());
                    Thread.ofVirtual().start(() -> pass(client, behind));
                    Thread.ofVirtual().start(() -> pass(behind, client));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private void pass(Socket from, Socket to) {
            byte[] some = new byte[8192];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int read = in.read(some); read >= 0; read = in.read(some)) {
                    if (!isCut) {
                        out.write(some, 0, read);
                    }
                }
            } catch (IOException e) {
                // its other end is gone
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** A process, whose line to the database can be cut. */
    private static final class Peer implements AutoCloseable {
        private final Line line;
        private final AgroalDataSource source;
        private final SessionLocks locks;

        private Peer() throws Exception {
            AgroalConnectionFactoryConfiguration known = Floor.bean(AgroalDataSource.class)
                    .getConfiguration()
                    .connectionPoolConfiguration()
                    .connectionFactoryConfiguration();
            URI database = URI.create(known.jdbcUrl().substring("jdbc:".length()));
            line = new Line(database);
            source = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(2)
                            .exceptionSorter(new PostgreSQLExceptionSorter()) // as Quarkus sets it
                            .acquisitionTimeout(LEASE)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl("jdbc:postgresql://127.0.0.1:"
                                            + line.server.getLocalPort() + database.getPath())
                                    .principal(known.principal())
                                    .credential(known.credentials().iterator().next()))));
            locks = new SessionLocks(source, LEASE);
        }

        @Override
        public void close() throws IOException {
            line.close();
            source.close();
        }
    }

    @Test
    void aDatabaseThatSaysNothingIsAway() throws Exception {
        try (Peer process = new Peer()) {
            Claim claim = process.locks.take("line").orElseThrow();
            process.locks.keep();
            process.line.isCut = true;
            long began = System.nanoTime();
            assertThatThrownBy(process.locks::keep).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LEASE.multipliedBy(5));
            await().untilAsserted(() -> assertThat(process.locks.isSure(claim)).isFalse());
            assertThat(process.locks.isInTouch()).isFalse();
        }
    }

    /** By then the one that was cut off has not been sure of its lock for half a lease. */
    @Test
    void whatAProcessWasAtThatIsCutOffAnotherTakesUp() throws Exception {
        try (Peer cutOff = new Peer();
                Peer other = new Peer()) {
            Claim former = cutOff.locks.take("what").orElseThrow();
            assertThat(other.locks.take("what")).isEmpty();
            cutOff.line.isCut = true;
            Claim[] latter = new Claim[1];
            await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                boolean wasSure = cutOff.locks.isSure(former);
                Optional<Claim> taken = other.locks.take("what");
                assertThat(taken).isPresent();
                assertThat(wasSure).isFalse();
                latter[0] = taken.get();
            });
            assertThat(latter[0].number()).isGreaterThan(former.number());
            cutOff.line.isCut = false;
            await().ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
                cutOff.locks.keep();
                return true;
            });
            assertThat(cutOff.locks.isInTouch()).isTrue();
            assertThat(cutOff.locks.isSure(former)).isFalse();
            cutOff.locks.give(former); // it is not its to give
            assertThat(other.locks.isSure(latter[0])).isTrue();
            assertThat(cutOff.locks.take("what")).isEmpty();
        }
    }

    @Test
    void aLockThatNobodyTookMeanwhileIsItsHoldersStill() throws Exception {
        try (Peer process = new Peer()) {
            Claim claim = process.locks.take("kept").orElseThrow();
            Floor.execute("select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_try_advisory%'"
                    + " and pid <> pg_backend_pid()");
            process.locks.keep();
            assertThat(process.locks.isSure(claim)).isTrue();
            assertThat(process.locks.take("kept")).isEmpty();
        }
    }

    @Test
    void worksUnderAClaimThatItsThreadKnows() throws Exception {
        try (Peer process = new Peer()) {
            assertThat(process.locks.under("work", claim -> {
                        assertThat(Claim.current()).contains(claim);
                        assertThat(process.locks.under("work", again -> fail("two are at it")))
                                .isFalse();
                        Claim.requireStill("another", claim.number() + 1);
                        Claim.requireStill("work", claim.number());
                        assertThatThrownBy(() -> Claim.requireStill("work", claim.number() + 1))
                                .isInstanceOf(ClaimLostException.class);
                    }))
                    .isTrue();
            assertThat(Claim.current()).isEmpty();
            assertThat(process.locks.take("work")).isPresent();
        }
    }
}
