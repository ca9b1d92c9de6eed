package dev.slipway.home;

import dev.slipway.runtime.host.Program;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Looks, beside the rest of the platform's start, whether someone of the host has a uid of the range; then there is no start. */
@Startup(1)
@ApplicationScoped
class UidCheck {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Path SUBORDINATES = Path.of("/etc/subuid");

    /** A directory service that does not answer holds up no start. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final UidRange range;
    private final FutureTask<Optional<String>> clash;

    UidCheck(HomeConfig config) {
        range = config.uids();
        clash = new FutureTask<>(() -> range.clash(users(), textOf(SUBORDINATES)));
        Thread.ofVirtual().name("uids").start(clash);
    }

    void finish(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) throws InterruptedException {
        try {
            clash.get().ifPresent(who -> {
                throw new IllegalStateException("SLIPWAY_UIDS=" + range + " has a uid that this host gives to another: "
                        + who + ". Set SLIPWAY_UIDS to a range that nobody has, such as 700000000-700065535");
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException("the host's users cannot be read", e.getCause());
        }
    }

    /** Those of directory services too, as far as those list their users. */
    private static String users() throws IOException, InterruptedException {
        try {
            Program.Ended listed = Program.run(LONGEST, "", List.of("getent", "passwd"));
            if (listed.exitCode() == 0) {
                return listed.output();
            }
        } catch (IOException e) {
            // There is no getent here, or it does not end: the file says what it says.
            return textOf(USERS);
        }
        return textOf(USERS);
    }

    private static String textOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }
}
