package dev.slipway.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Binds;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.container.VolumeMount;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a {@link ContainerSpec} as the engine's request. What confines a tenant stands here, once, for every container: see
 * <a href="https://docs.docker.com/engine/security/">Docker Engine security</a>.
 */
final class ContainerRequests {
    /**
     * Where the host itself runs out of memory, the kernel ends a program of a container before the platform, its database or the
     * engine: each counts as if it used half of the host's memory more than it does (proc(5), {@code oom_score_adj}).
     */
    static final int ENDED_BEFORE_OTHERS = 500;

    /** Not {@code m}: no container makes a node of its own. */
    private static final String READ_AND_WRITE = "rw";

    /**
     * What one process may have, whatever the engine's own limits are: open files, and bytes of locked memory; what all
     * processes of a uid may have: queued signals, and bytes of POSIX message queues. All are the kernel's and count for no
     * container alone.
     */
    private static final List<Ulimit> ULIMITS = List.of(
            ulimit("nofile", 16384),
            ulimit("memlock", 8 << 20),
            ulimit("sigpending", 8192),
            ulimit("msgqueue", 819_200));

    /** Set for Podman only: where a request has limits but not this one, Podman asks for more processes than a uid may have. */
    private static final List<Ulimit> PODMAN_ULIMITS =
            Stream.concat(ULIMITS.stream(), Stream.of(ulimit("nproc", 32_768))).toList();

    private final ObjectNames names;

    ContainerRequests(ObjectNames names) {
        this.names = names;
    }

    CreateContainerCmd create(DockerClient client, ContainerSpec spec, DockerConnection connection) {
        CreateContainerCmd request = client.createContainerCmd(spec.image().value())
                .withName(names.of(spec.id()))
                .withHostName(spec.hostname())
                .withUser(spec.user())
                .withLabels(names.labels(spec.id()))
                .withEnv(environment(spec))
                .withHostConfig(confined(spec)
                        .withUlimits(connection.isPodman() ? PODMAN_ULIMITS : ULIMITS)
                        .withSecurityOpts(List.of("no-new-privileges", connection.seccomp()))
                        .withLogConfig(boundedLog(connection.logDriver())));
        return spec.command().isEmpty() ? request : request.withCmd(spec.command());
    }

    /**
     * Where the engine's runtime is NVIDIA's, it shows a container whatever GPUs this variable names, and images set it:
     * here it names none, whoever says otherwise. What a container sees of GPUs is in its devices.
     */
    private static List<String> environment(ContainerSpec spec) {
        Map<String, String> variables = new TreeMap<>(spec.environment());
        variables.putAll(spec.devices().environment());
        variables.put("NVIDIA_VISIBLE_DEVICES", "void");
        return variables.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
    }

    private static Ulimit ulimit(String name, long most) {
        return new Ulimit(name, most, most);
    }

    private HostConfig confined(ContainerSpec spec) {
        Limits limits = spec.limits();
        return HostConfig.newHostConfig()
                .withPrivileged(false)
                .withCapDrop(Capability.ALL)
                .withReadonlyRootfs(true)
                .withInit(true)
                .withMemory(limits.memory().value())
                .withMemorySwap(limits.memory().value())
                .withNanoCPUs(limits.cpus().nanos())
                .withPidsLimit((long) limits.pids())
                .withOomScoreAdj(ENDED_BEFORE_OTHERS)
                .withShmSize(limits.shm().value())
                .withTmpFs(scratch(spec.scratch()))
                .withIpcMode("private")
                .withNetworkMode(names.of(spec.network()))
                .withDevices(spec.devices().nodes().stream()
                        .map(node -> new Device(READ_AND_WRITE, node.path(), node.hostPath()))
                        .toList())
                .withDeviceRequests(spec.devices().requests().stream()
                        .map(ContainerRequests::deviceRequest)
                        .toList())
                .withBinds(new Binds(Stream.of(
                                spec.mounts().stream().map(this::bind),
                                spec.files().stream().map(ContainerRequests::bind),
                                spec.devices().files().stream().map(ContainerRequests::bind))
                        .flatMap(binds -> binds)
                        .toArray(Bind[]::new)));
    }

    /**
     * A container's log, of two files at most. It holds up a program that writes faster than the engine keeps: the mode
     * {@code non-blocking} was measured to cost the engine the same processor time, and it loses lines.
     */
    static LogConfig boundedLog(LogConfig.LoggingType driver) {
        Map<String, String> options = new TreeMap<>(Map.of("max-size", "10m", "max-file", "2"));
        if (driver == LogConfig.LoggingType.LOCAL) {
            options.put("compress", "false"); // the file that is full is read with the one that is not
        }
        return new LogConfig(driver, options);
    }

    /**
     * Mode 1777: a directory that any user of the container may write in, as {@code /tmp} is. Programs are run from there:
     * compilers of CUDA kernels and of Python's extensions build and load what they make in it, and engines forbid that
     * ({@code noexec}) where nothing is said.
     */
    private static Map<String, String> scratch(Map<String, Bytes> sizes) {
        return sizes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        e -> "rw,exec,nosuid,nodev,mode=1777,size="
                                + e.getValue().value()));
    }

    private static DeviceRequest deviceRequest(DeviceAccess.Request request) {
        DeviceRequest written = new DeviceRequest().withDriver(request.driver()).withDeviceIds(request.devices());
        // NVIDIA's driver asks what it is for; CDI's knows no such thing.
        return request.driver().equals(DeviceAccess.NVIDIA)
                ? written.withCapabilities(List.of(List.of("gpu", "compute", "utility")))
                : written;
    }

    private static Bind bind(HostFile file) {
        return new Bind(file.hostPath(), new Volume(file.path()), file.isWritable() ? AccessMode.rw : AccessMode.ro);
    }

    private Bind bind(VolumeMount mount) {
        return new Bind(
                names.of(mount.volume()), new Volume(mount.path()), mount.readOnly() ? AccessMode.ro : AccessMode.rw);
    }
}
