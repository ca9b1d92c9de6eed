package dev.slipway.gpu;

import dev.slipway.runtime.gpu.GpuUuid;

/** A GPU that was held back by an administrator is not any more. */
public record GpuUncordoned(GpuUuid gpu) {}
