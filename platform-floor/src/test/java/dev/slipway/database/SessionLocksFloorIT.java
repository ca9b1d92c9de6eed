package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.floor.Floor;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A process whose database says nothing any more, without its connection being closed. */
class SessionLocksFloorIT {
    private static final Duration LONGEST = Duration.ofSeconds(1);

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

    @Test
    void aDatabaseThatSaysNothingIsAway() throws Exception {
        AgroalConnectionFactoryConfiguration known = Floor.bean(AgroalDataSource.class)
                .getConfiguration()
                .connectionPoolConfiguration()
                .connectionFactoryConfiguration();
        URI database = URI.create(known.jdbcUrl().substring("jdbc:".length()));
        try (Line line = new Line(database);
                AgroalDataSource source = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool -> pool.maxSize(2)
                                .acquisitionTimeout(LONGEST)
                                .connectionFactoryConfiguration(factory -> factory.jdbcUrl(
                                                "jdbc:postgresql://127.0.0.1:" + line.server.getLocalPort()
                                                        + database.getPath())
                                        .principal(known.principal())
                                        .credential(
                                                known.credentials().iterator().next()))))) {
            SessionLocks locks = new SessionLocks(source, LONGEST);
            assertThat(locks.tryLock("line")).isTrue();
            assertThat(locks.holds("line")).isTrue();
            line.isCut = true;
            long began = System.nanoTime();
            assertThatThrownBy(() -> locks.holds("line")).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST.multipliedBy(5));
        }
    }
}
