package dev.slipway.gpu.injection;

import dev.slipway.gpu.Leases;
import dev.slipway.host.HostGpus;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.cdi.CdiFiles;
import dev.slipway.runtime.cdi.CdiGenerator;
import dev.slipway.runtime.cdi.CdiSpec;
import dev.slipway.runtime.cdi.ContainerEdits;
import dev.slipway.runtime.cdi.SimulatedDevices;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.image.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Shows a container the GPUs that its workspace leases, and no other. An administrator's description of a GPU (CDI) comes
 * before Slipway's own: an engine that knows CDI is given its name, another what it says.
 */
@ApplicationScoped
public class GpuDevices {
    private static final Logger LOG = Logger.getLogger(GpuDevices.class);
    private static final Pattern CARD = Pattern.compile("nvidia\\d+");

    private final HostGpus gpus;
    private final Leases leases;
    private final EngineFacts engine;
    private final InjectionConfig config;
    private final DriverLinks links;
    private final CdiGenerator generator = new CdiGenerator();
    private final SimulatedDevices simulated;

    GpuDevices(HostGpus gpus, Leases leases, EngineFacts engine, InjectionConfig config, DriverLinks links) {
        this.gpus = gpus;
        this.leases = leases;
        this.engine = engine;
        this.config = config;
        this.links = links;
        this.simulated = new SimulatedDevices(config.simulatedNodes());
    }

    /**
     * What the holder's container sees.
     *
     * @param holder a workspace's id
     * @param image the engine's id of the container's image, {@code sha256:…}
     * @throws GpuGoneException when a GPU that it leases is not there
     */
    public DeviceAccess of(String holder, ImageReference image) {
        List<Grant> grants = leases.of(holder).stream().map(Leases.Lease::grant).toList();
        if (grants.isEmpty()) {
            return DeviceAccess.NONE;
        }
        if (config.nvidiaRuntime()) {
            return DeviceAccess.requested(
                    DeviceAccess.NVIDIA,
                    grants.stream().map(grant -> nameOf(grant).value()).toList());
        }
        return described(grants, image);
    }

    private DeviceAccess described(List<Grant> grants, ImageReference image) {
        GpuHost host = gpus.look().host();
        CdiFiles files = CdiFiles.read(config.cdiDirectories());
        boolean byName = !files.specs().isEmpty() && engine.info().cdi();
        Optional<CdiSpec> own = describe(host);
        List<String> names = new ArrayList<>();
        ContainerEdits edits = ContainerEdits.NONE;
        for (Grant grant : grants) {
            Optional<Written> written = written(files, host, grant);
            if (byName && written.isPresent()) {
                names.add(CdiSpec.NVIDIA_GPU + "=" + written.get().name());
            } else {
                edits = edits.and(written.map(Written::edits)
                        .filter(GpuDevices::needsNoProgram)
                        .or(() -> own.flatMap(spec -> spec.device(nameOf(grant).value())
                                .map(device -> spec.edits().and(device.edits()))))
                        .orElseThrow(() -> new GpuGoneException(grant.gpu())));
            }
        }
        return edits.toDeviceAccess(shown -> links.of(image, shown)).withCdi(names);
    }

    /** An administrator's description, and the name that it has there. */
    private record Written(String name, ContainerEdits edits) {}

    private static Optional<Written> written(CdiFiles files, GpuHost host, Grant grant) {
        Optional<Gpu> gpu = host.gpu(grant.gpu()).map(state -> state.gpu());
        return Stream.concat(Stream.of(nameOf(grant).value()), gpu.map(its -> indexOf(its, grant)).stream())
                .flatMap(name -> files.device(CdiSpec.NVIDIA_GPU, name).map(edits -> new Written(name, edits)).stream())
                .filter(found -> gpu.isPresent() && showsNoOther(gpu.get(), found))
                .findFirst();
    }

    /**
     * Whether a description names no other GPU's device node, as one may that was written before the host's cards changed their
     * order.
     */
    private static boolean showsNoOther(Gpu gpu, Written written) {
        String own = gpu.minor().isPresent() ? "nvidia" + gpu.minor().getAsInt() : "";
        boolean good = written.edits().deviceNodes().stream()
                .flatMap(node -> Stream.of(node.path(), node.hostPath()))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(CARD.asMatchPredicate())
                .allMatch(own::equals);
        if (!good) {
            LOG.warnf(
                    "passed over a CDI description that shows another GPU name=%s gpu=%s", written.name(), gpu.uuid());
        }
        return good;
    }

    /** Only an engine that is given names runs a description's programs. */
    private static boolean needsNoProgram(ContainerEdits edits) {
        return !edits.hooks();
    }

    private static String indexOf(Gpu gpu, Grant grant) {
        if (!(grant instanceof Grant.Instance instance)) {
            return Integer.toString(gpu.index());
        }
        List<GpuUuid> instances =
                gpu.migInstances().stream().map(MigInstance::uuid).toList();
        return gpu.index() + ":" + instances.indexOf(instance.mig());
    }

    private Optional<CdiSpec> describe(GpuHost host) {
        return host.simulated() ? Optional.of(simulated.describe(host)) : generator.describe(host);
    }

    private static GpuUuid nameOf(Grant grant) {
        return grant instanceof Grant.Instance instance ? instance.mig() : grant.gpu();
    }
}
