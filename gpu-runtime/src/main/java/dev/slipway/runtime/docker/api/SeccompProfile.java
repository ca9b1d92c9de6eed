package dev.slipway.runtime.docker.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The system calls that a container may make, whatever the engine's own profile says: an old engine's leaves open what has been
 * closed since (io_uring, AF_VSOCK, AF_ALG).
 *
 * <p>{@code seccomp.json} is Docker's as of
 * <a href="https://github.com/moby/profiles/tree/main/seccomp">github.com/moby/profiles/seccomp</a> v0.2.2, which Docker Engine
 * 29.4.2 ships (Apache-2.0), changed in two things: its indentation, and x32 is left out, a way into the kernel that no
 * distribution has programs for, and that makes the filter longer. Version 0.2.3 opens {@code socketcall} again, by which a 32-bit
 * program makes sockets that the filter cannot see, and relies on AppArmor to refuse them; not every host has that.
 */
final class SeccompProfile {
    private static final String OPTION = "seccomp=";

    private SeccompProfile() {}

    /** As Docker's API takes it: the profile itself. */
    static String inline() {
        return Inline.OPTION;
    }

    /** As Podman's takes it: a file, which it reads when it makes a container. */
    static String inFile() {
        return InFile.OPTION;
    }

    private static final class Inline {
        static final String OPTION = SeccompProfile.OPTION + read();

        private static String read() {
            try (InputStream file = SeccompProfile.class.getResourceAsStream("seccomp.json")) {
                return new ObjectMapper().readTree(Objects.requireNonNull(file)).toString();
            } catch (IOException e) {
                throw new UncheckedIOException("the seccomp profile cannot be read", e);
            }
        }
    }

    private static final class InFile {
        static final String OPTION = SeccompProfile.OPTION + write();

        private static Path write() {
            try {
                Path file = Files.createTempFile("slipway-seccomp", ".json");
                file.toFile().deleteOnExit();
                return Files.writeString(file, Inline.OPTION.substring(SeccompProfile.OPTION.length()));
            } catch (IOException e) {
                throw new UncheckedIOException("the seccomp profile cannot be written", e);
            }
        }
    }
}
