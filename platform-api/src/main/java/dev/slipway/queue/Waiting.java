package dev.slipway.queue;

import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.compatibility.CudaImage;
import java.util.Optional;

/** One that waits, as the room whose holder it is sees it at one look. */
public interface Waiting {
    /**
     * GPUs that one asks for.
     *
     * @param image that is to run on them
     */
    record GpuWish(GpuRequest request, CudaImage image) {}

    /** What it asks for of GPUs; empty: none. */
    Optional<GpuWish> gpus();

    /**
     * Has it go on, in the transaction that leases what it needs.
     *
     * @return false: nobody wants it to go on any more, and nothing is leased
     */
    boolean serve();

    /** Says why it waits. */
    void tell(Outcome.Waits why);
}
