package dev.slipway.gpu;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.gpu.GpuProcess;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.host.HostProcess;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Who uses GPUs from outside Slipway: programs that the driver lists and that are in no container of this installation's. */
@ApplicationScoped
public class OutsideUse {
    private static final Logger LOG = Logger.getLogger(OutsideUse.class);

    private final ProcessOwners owners;

    OutsideUse(ProcessOwners owners) {
        this.owners = owners;
    }

    /**
     * A process that uses a GPU, and was not started by Slipway.
     *
     * @param process what the driver tells of it
     * @param who what the host tells of it
     */
    public record Outsider(GpuProcess process, HostProcess who) {}

    /** The processes on a GPU that belong to none of our containers, as far as the host tells. */
    public List<Outsider> of(GpuState gpu) {
        return gpu.use().processes().orElse(List.of()).stream()
                .filter(process -> !isOurs(process))
                .map(process -> new Outsider(process, HostProcess.of(process.pid())))
                .toList();
    }

    /**
     * Those that are outsiders for certain. On a GPU that is leased, a process whose program we cannot see may be of its holder, and is
     * not counted.
     */
    public static List<Outsider> beside(List<?> held, List<Outsider> seen) {
        return held.isEmpty()
                ? seen
                : seen.stream()
                        .filter(outsider -> outsider.who().program().isPresent())
                        .toList();
    }

    private boolean isOurs(GpuProcess process) {
        try {
            return owners.holderOf(process.pid()).isPresent();
        } catch (EngineException e) {
            LOG.debugf("owner of a GPU's process not known pid=%d cause=%s", process.pid(), e.getMessage());
            return true; // no harm if that is wrong: while the engine is away, no GPU is leased
        }
    }
}
