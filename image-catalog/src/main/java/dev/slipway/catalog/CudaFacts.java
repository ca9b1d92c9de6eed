package dev.slipway.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published of the CUDA in an image. Versions and capabilities are texts here, as their sources write them.
 *
 * @param toolkit the toolkit's version, such as {@code 12.4.1}
 * @param cudnn cuDNN's version; absent: it has none, or nobody told
 * @param machineCode the compute capabilities that its framework was built for; empty: nobody told
 * @param ptx those that its framework carries PTX of
 * @param compatPackage whether it carries {@code cuda-compat} of its toolkit
 */
public record CudaFacts(
        String toolkit, @Nullable String cudnn, List<String> machineCode, List<String> ptx, boolean compatPackage) {
    public CudaFacts {
        machineCode = List.copyOf(machineCode);
        ptx = List.copyOf(ptx);
    }
}
