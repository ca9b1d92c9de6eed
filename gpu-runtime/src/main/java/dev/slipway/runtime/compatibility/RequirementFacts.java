package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;

/**
 * What a {@link Requirement} is compared with.
 *
 * @param cuda the driver's own CUDA version
 * @param driver the driver
 * @param arch the GPU's compute capability
 * @param brand the GPU's brand
 */
public record RequirementFacts(CudaVersion cuda, DriverVersion driver, ComputeCapability arch, Brand brand) {
    String valueOf(Requirement.Property property) {
        return switch (property) {
            case CUDA -> cuda.toString();
            case DRIVER -> driver.toString();
            case ARCH -> arch.toString();
            case BRAND -> brand.word();
        };
    }
}
