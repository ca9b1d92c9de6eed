package dev.slipway.runtime.memory;

import dev.slipway.runtime.engine.BuildSpec;
import dev.slipway.runtime.engine.BuildStep;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerSpec;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.engine.ExecResult;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.ListedImage;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.engine.LogLine;
import dev.slipway.runtime.engine.LogQuery;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.PullProgress;
import dev.slipway.runtime.engine.RegistryLogin;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.ResourceUse;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A container engine in this JVM. Its containers run {@link SimulatedProgram}s, a few words of shell, each at an address of
 * the loopback's that is its own; everything else behaves as {@code ContainerEngineContract} says.
 */
public final class InMemoryContainerEngine implements ContainerEngine {
    private final Clock clock;
    private final Map<ImageReference, LocalImage> images = new LinkedHashMap<>();
    private final Map<ImageReference, LocalImage> pullable = new LinkedHashMap<>();
    private final Optional<Path> disk;
    private final AtomicInteger addresses = new AtomicInteger();
    private final Set<ResourceId> networks = new LinkedHashSet<>();
    private final Set<ResourceId> volumes = new LinkedHashSet<>();
    private final Map<ResourceId, SimulatedContainer> containers = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<StreamListener<EngineEvent>> watchers = new CopyOnWriteArrayList<>();

    /**
     * Holds the given images and nothing else.
     *
     * @param images what can be run; nothing can be pulled
     */
    public InMemoryContainerEngine(Clock clock, List<LocalImage> images) {
        this(clock, images, Optional.empty());
    }

    /**
     * Holds the given images, and volumes that are directories.
     *
     * @param images what can be run; nothing can be pulled but what is {@linkplain #publish published}
     * @param disk a directory in which each volume has one of its own; empty: volumes are names alone
     */
    public InMemoryContainerEngine(Clock clock, List<LocalImage> images, Optional<Path> disk) {
        this.clock = clock;
        this.disk = disk;
        images.forEach(image -> this.images.put(image.reference(), image));
    }

    /** Lets an image be pulled from now on, by its reference. */
    public synchronized void publish(LocalImage image) {
        pullable.put(image.reference(), image);
    }

    /** What a container was made with; empty: there is none of that id. Who is told of an event may ask. */
    public Optional<ContainerSpec> specOf(ResourceId id) {
        return Optional.ofNullable(containers.get(id)).map(SimulatedContainer::spec);
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo(
                "in-memory", "1", "1.41", "none", "none", 1, Bytes.ofGibi(1), Optional.empty(), false, true);
    }

    @Override
    public synchronized Optional<LocalImage> findImage(ImageReference reference) {
        return images.values().stream()
                .filter(image ->
                        image.reference().equals(reference) || image.digest().equals(reference.value()))
                .findFirst()
                .map(image -> named(image, reference));
    }

    @Override
    public synchronized List<ListedImage> images() {
        return images.values().stream()
                .map(LocalImage::digest)
                .distinct()
                .map(digest -> {
                    List<LocalImage> named = images.values().stream()
                            .filter(image -> image.digest().equals(digest))
                            .toList();
                    return new ListedImage(
                            digest,
                            named.stream()
                                    .map(image -> image.reference().value())
                                    .toList(),
                            named.getFirst().size());
                })
                .toList();
    }

    @Override
    public synchronized void pullImage(
            ImageReference reference, Optional<RegistryLogin> login, Consumer<PullProgress> progress) {
        if (images.containsKey(reference)) {
            return;
        }
        LocalImage image = pullable.get(reference);
        if (image == null) {
            throw new EngineException.Unavailable("no registry can be reached from here for " + reference, null);
        }
        images.put(reference, image);
    }

    /** Its images have none. */
    @Override
    public synchronized Map<String, byte[]> readFiles(ImageReference image, List<String> paths, Bytes most) {
        if (findImage(image).isEmpty()) {
            throw new EngineException.NotFound(Kind.IMAGE, "no image " + image, null);
        }
        return Map.of();
    }

    @Override
    public synchronized void tagImage(ImageReference image, ImageReference name) {
        LocalImage held =
                findImage(image).orElseThrow(() -> new EngineException.NotFound(Kind.IMAGE, "no image " + image, null));
        images.put(name, named(held, name));
    }

    private static LocalImage named(LocalImage image, ImageReference name) {
        return new LocalImage(
                name,
                image.digest(),
                image.size(),
                image.labels(),
                image.environment(),
                image.triggers(),
                image.layers());
    }

    @Override
    public synchronized void removeImage(ImageReference name) {
        findImage(name).ifPresent(image -> {
            if (containers.values().stream()
                    .anyMatch(c ->
                            findImage(c.spec().image()).map(LocalImage::digest).equals(Optional.of(image.digest())))) {
                throw new EngineException.Conflict("a container is of the image " + name, null);
            }
            images.values()
                    .removeIf(held ->
                            held.reference().equals(name) || held.digest().equals(name.value()));
        });
    }

    /** Reads {@code FROM}, {@code ENV}, {@code LABEL} and {@code RUN}, one a line; only {@code RUN false} fails. */
    @Override
    public LocalImage buildImage(BuildSpec spec, InputStream context, Consumer<String> log) {
        return SimulatedBuild.run(spec, context, this::findImage, log, image -> {
            synchronized (this) {
                images.put(image.reference(), image);
            }
        });
    }

    /** Runs {@link SimulatedProgram}'s words; the image that comes of it differs from the other in its digest alone. */
    @Override
    public String buildStep(BuildStep step, Consumer<String> log) {
        LocalImage base = findImage(new ImageReference(step.image()))
                .orElseThrow(() ->
                        new EngineException.NotFound(EngineException.Kind.IMAGE, "no image " + step.image(), null));
        LocalImage made = SimulatedBuild.step(base, step, log);
        synchronized (this) {
            images.put(made.reference(), made);
        }
        return made.digest();
    }

    @Override
    public synchronized List<ResourceId> networks() {
        return List.copyOf(networks);
    }

    @Override
    public synchronized void ensureNetwork(NetworkSpec spec) {
        networks.add(spec.id());
    }

    @Override
    public synchronized void removeNetwork(ResourceId id) {
        if (containers.values().stream()
                .anyMatch(c -> c.runs() && c.spec().network().equals(id))) {
            throw new EngineException.Conflict("network " + id + " has active endpoints", null);
        }
        networks.remove(id);
    }

    @Override
    public synchronized List<ResourceId> volumes() {
        return List.copyOf(volumes);
    }

    @Override
    public synchronized Path ensureVolume(ResourceId id) {
        Path directory = directoryOf(id);
        try {
            if (disk.isPresent()) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new EngineException.Refused("volume " + id + " cannot be made: " + e.getMessage(), e);
        }
        volumes.add(id);
        return directory;
    }

    private Path directoryOf(ResourceId volume) {
        return disk.orElse(Path.of("/in-memory")).resolve(volume.value());
    }

    @Override
    public synchronized void removeVolume(ResourceId id) {
        if (containers.values().stream()
                .flatMap(c -> c.spec().mounts().stream())
                .anyMatch(mount -> mount.volume().equals(id))) {
            throw new EngineException.Conflict("volume " + id + " is in use", null);
        }
        if (volumes.remove(id) && disk.isPresent()) {
            empty(directoryOf(id));
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

    @Override
    public synchronized List<Container> containers() {
        return containers.values().stream().map(SimulatedContainer::seen).toList();
    }

    @Override
    public synchronized Optional<Container> findContainer(ResourceId id) {
        return Optional.ofNullable(containers.get(id)).map(SimulatedContainer::seen);
    }

    @Override
    public synchronized void ensureContainer(ContainerSpec spec) {
        if (findImage(spec.image()).isEmpty()) {
            throw new EngineException.NotFound(Kind.IMAGE, "no image " + spec.image(), null);
        }
        containers.computeIfAbsent(spec.id(), id -> new SimulatedContainer(spec, clock, this::tell));
    }

    @Override
    public void startContainer(ResourceId id) {
        SimulatedContainer container = existing(id);
        synchronized (this) {
            if (!networks.contains(container.spec().network())) {
                throw new EngineException.NotFound(
                        Kind.NETWORK, "no network " + container.spec().network(), null);
            }
        }
        container.start(nextAddress());
    }

    /** Of {@code 127.64.0.0/10}: all of {@code 127.0.0.0/8} is this host's own, and what others of it listen on is lower. */
    private String nextAddress() {
        int number = Math.floorMod(addresses.incrementAndGet(), 1 << 22);
        return "127." + (64 + (number >> 16)) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }

    @Override
    public void stopContainer(ResourceId id, Duration grace) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.get(id);
        }
        if (container != null) {
            container.stop(grace);
        }
    }

    @Override
    public void removeContainer(ResourceId id) {
        SimulatedContainer container;
        synchronized (this) {
            container = containers.remove(id);
        }
        if (container != null) {
            container.end(137);
            tell(new EngineEvent(id, EngineEvent.Kind.REMOVED));
        }
    }

    @Override
    public Subscription logs(ResourceId id, LogQuery query, StreamListener<LogLine> listener) {
        return existing(id).logs(query, listener);
    }

    @Override
    public Optional<ExecResult> exec(ResourceId id, List<String> command, Duration deadline) {
        SimulatedContainer container = existing(id);
        if (!container.runs()) {
            throw new EngineException.Refused("container " + id + " does not run", null);
        }
        StringBuilder output = new StringBuilder();
        return SimulatedProgram.of(command)
                .run((stream, text) -> output.append(text), deadline)
                .map(code -> new ExecResult(code, output.toString()));
    }

    @Override
    public ResourceUse use(ResourceId id) {
        SimulatedContainer container = existing(id);
        if (!container.runs()) {
            throw new EngineException.NotFound(Kind.CONTAINER, "container " + id + " does not run", null);
        }
        return new ResourceUse(
                Duration.ZERO, Bytes.ofMebi(1), container.spec().limits().memory(), 1);
    }

    /** A simulated program takes no processor time, so that there is nothing to hold it to. */
    @Override
    public void limitCpus(ResourceId id, Cpus cpus) {
        existing(id);
    }

    @Override
    public Subscription watch(StreamListener<EngineEvent> listener) {
        watchers.add(listener);
        return () -> watchers.remove(listener);
    }

    @Override
    public void close() {
        List<SimulatedContainer> running;
        synchronized (this) {
            running = List.copyOf(containers.values());
        }
        running.forEach(container -> container.end(137));
        watchers.clear();
    }

    private void tell(EngineEvent event) {
        watchers.forEach(watcher -> watcher.onItem(event));
    }

    private synchronized SimulatedContainer existing(ResourceId id) {
        SimulatedContainer container = containers.get(id);
        if (container == null) {
            throw new EngineException.NotFound(Kind.CONTAINER, "no container " + id, null);
        }
        return container;
    }
}
