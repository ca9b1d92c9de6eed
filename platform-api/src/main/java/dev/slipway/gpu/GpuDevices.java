package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.cdi.CdiDevice;
import dev.slipway.runtime.cdi.CdiGenerator;
import dev.slipway.runtime.cdi.CdiSpec;
import dev.slipway.runtime.cdi.ContainerEdits;
import dev.slipway.runtime.cdi.SimulatedDevices;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Shows a container the GPUs that its workspace leases, and no other. */
@ApplicationScoped
public class GpuDevices {
    private final HostGpus gpus;
    private final Leases leases;
    private final CdiGenerator generator = new CdiGenerator();
    private final SimulatedDevices simulated;

    GpuDevices(HostGpus gpus, Leases leases, GpuConfig config) {
        this.gpus = gpus;
        this.leases = leases;
        this.simulated = new SimulatedDevices(config.simulatedNodes());
    }

    /**
     * What the holder's container sees.
     *
     * @param holder a workspace's id
     * @throws GpuGoneException when a GPU that it leases is not there
     */
    public DeviceAccess of(String holder) {
        List<Grant> grants = leases.of(holder).stream().map(Leases.Lease::grant).toList();
        if (grants.isEmpty()) {
            return DeviceAccess.NONE;
        }
        CdiSpec spec = describe(gpus.look().host())
                .orElseThrow(() -> new GpuGoneException(grants.getFirst().gpu()));
        ContainerEdits edits = spec.edits();
        for (Grant grant : grants) {
            edits = edits.and(spec.device(nameOf(grant).value())
                    .map(CdiDevice::edits)
                    .orElseThrow(() -> new GpuGoneException(grant.gpu())));
        }
        return edits.toDeviceAccess();
    }

    private Optional<CdiSpec> describe(GpuHost host) {
        return host.simulated() ? Optional.of(simulated.describe(host)) : generator.describe(host);
    }

    private static GpuUuid nameOf(Grant grant) {
        return grant instanceof Grant.Instance instance ? instance.mig() : grant.gpu();
    }
}
