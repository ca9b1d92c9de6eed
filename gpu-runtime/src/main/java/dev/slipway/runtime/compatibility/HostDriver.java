package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;

/**
 * A host's driver.
 *
 * @param version its own version
 * @param cuda the CUDA version that it says it supports
 */
public record HostDriver(DriverVersion version, CudaVersion cuda) {}
