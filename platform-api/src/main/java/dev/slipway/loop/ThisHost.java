package dev.slipway.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The machine that this process runs on, as the processes of an installation tell theirs apart. */
@ApplicationScoped
public class ThisHost {
    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

    private final String name;

    ThisHost(@ConfigProperty(name = "slipway.host.name") Optional<String> name) {
        this.name = name.orElseGet(ThisHost::kernelsName);
    }

    /** The setting, or what the kernel calls itself. */
    public String name() {
        return name;
    }

    private static String kernelsName() {
        try {
            return Files.readString(KERNELS_NAME).strip();
        } catch (IOException e) {
            return "localhost"; // not Linux: nothing but a developer's own machine
        }
    }
}
