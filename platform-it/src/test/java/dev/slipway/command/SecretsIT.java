package dev.slipway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What another user of the host could read, and who knows which password. */
class SecretsIT {
    private static final Stack STACK = Stack.get();

    /** Every process's arguments can be read by everyone; its environment only by its own user. */
    @Test
    void showsNoSecretAmongTheArgumentsOfAnyProcess() throws Exception {
        List<String> secrets = secrets();
        Set<String> seen = new TreeSet<>();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread spy = Thread.ofPlatform().start(() -> {
            while (!isOver.get()) {
                look(secrets, seen);
            }
        });
        STACK.kill("keycloak", "TERM");
        STACK.kill("platform", "TERM");
        STACK.up();
        for (int i = 0; i < 5; i++) {
            assertThat(STACK.slipway("token", "alice").exitCode()).isZero();
        }
        isOver.set(true);
        spy.join();
        assertThat(seen).isEmpty();
    }

    private static List<String> secrets() throws IOException {
        List<String> secrets = Files.readAllLines(STACK.home().resolve("settings.env")).stream()
                .filter(line -> line.contains("PASSWORD") || line.contains("SECRET"))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .toList();
        assertThat(secrets).hasSizeGreaterThan(6).allMatch(secret -> secret.length() >= 12);
        return secrets;
    }

    private static void look(List<String> secrets, Set<String> seen) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String arguments = arguments(process).orElse("");
                // An access token begins so, whoever's it is.
                if (arguments.contains("Bearer ey") || secrets.stream().anyMatch(arguments::contains)) {
                    seen.add(arguments);
                }
            }
        } catch (IOException e) {
            seen.add(e.toString());
        }
    }

    private static Optional<String> arguments(Path process) {
        try {
            return Optional.of(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' '));
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }

    @Test
    void givesThePlatformAndKeycloakADatabasePasswordEach() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + (Stack.PORT + 2) + "/";
        String platforms = STACK.setting("DB_PASSWORD");
        String keycloaks = STACK.setting("KEYCLOAK_DB_PASSWORD");
        DriverManager.getConnection(url + "slipway", "slipway", platforms).close();
        DriverManager.getConnection(url + "keycloak", "keycloak", keycloaks).close();
        assertThatThrownBy(() -> DriverManager.getConnection(url + "keycloak", "keycloak", platforms))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> DriverManager.getConnection(url + "keycloak", "slipway", platforms))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> DriverManager.getConnection(url + "slipway", "keycloak", keycloaks))
                .isInstanceOf(SQLException.class);
    }
}
