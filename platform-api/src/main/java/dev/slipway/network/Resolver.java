package dev.slipway.network;

import dev.slipway.engine.EngineConfig;
import dev.slipway.runtime.container.HostFile;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Which name server containers ask: Slipway's own on this host, where {@code ./slipway} keeps one. They see it in a file in the
 * place of the engine's, so that no question passes the engine.
 */
@Startup
@ApplicationScoped
public class Resolver {
    private static final String PLACE = "/etc/resolv.conf";

    private final List<HostFile> files;

    Resolver(EngineConfig host, NetworkConfig config) {
        files = config.resolver().stream()
                .map(address -> new HostFile(written(host.home(), address).toString(), PLACE))
                .toList();
    }

    /** What a container is shown; nothing where there is no name server of Slipway's own. */
    public List<HostFile> files() {
        return files;
    }

    /** A container that runs keeps the file that it was given: another address takes the place of it for later ones. */
    private static Path written(Path home, String address) {
        Path file = home.resolve("resolv.conf").toAbsolutePath();
        try {
            Path next = Files.writeString(
                    file.resolveSibling("resolv.conf.new"), "nameserver %s\noptions timeout:2\n".formatted(address));
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the containers' resolv.conf cannot be written", e);
        }
    }
}
