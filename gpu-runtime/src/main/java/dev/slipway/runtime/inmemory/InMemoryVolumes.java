package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.label.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Volumes that are directories, or names alone. */
final class InMemoryVolumes implements Volumes {
    private final Held held;
    private final Optional<Path> disk;

    InMemoryVolumes(Held held, Optional<Path> disk) {
        this.held = held;
        this.disk = disk;
    }

    @Override
    public List<ResourceId> list() {
        synchronized (held) {
            return List.copyOf(held.volumes);
        }
    }

    @Override
    public Path ensure(ResourceId id) {
        Path directory = directoryOf(id);
        synchronized (held) {
            try {
                if (disk.isPresent()) {
                    Files.createDirectories(directory);
                }
            } catch (IOException e) {
                throw new EngineException.Refused("volume " + id + " cannot be made: " + e.getMessage(), e);
            }
            held.volumes.add(id);
        }
        return directory;
    }

    private Path directoryOf(ResourceId volume) {
        return disk.orElse(Path.of("/in-memory")).resolve(volume.value());
    }

    @Override
    public void remove(ResourceId id) {
        synchronized (held) {
            if (held.hasContainer(container -> container.spec().mounts().stream()
                    .anyMatch(mount -> mount.volume().equals(id)))) {
                throw new EngineException.Conflict("volume " + id + " is in use", null);
            }
            if (held.volumes.remove(id) && disk.isPresent()) {
                empty(directoryOf(id));
            }
        }
    }

    private static void empty(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new EngineException.Unavailable("a volume is not removed: " + e.getMessage(), e);
        }
    }
}
