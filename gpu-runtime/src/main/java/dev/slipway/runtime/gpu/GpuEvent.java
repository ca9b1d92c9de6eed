package dev.slipway.runtime.gpu;

/** What a driver reports of a GPU on its own. */
public sealed interface GpuEvent {
    GpuUuid uuid();

    /**
     * The driver's error report.
     *
     * @param number see <a href="https://docs.nvidia.com/deploy/xid-errors/">Xid Errors</a>
     */
    record Xid(GpuUuid uuid, long number) implements GpuEvent {}

    /** ECC found errors that it could not correct. */
    record UncorrectedEcc(GpuUuid uuid) implements GpuEvent {}
}
