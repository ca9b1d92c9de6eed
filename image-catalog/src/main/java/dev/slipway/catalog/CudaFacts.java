package dev.slipway.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is published of the CUDA in an image. Versions and capabilities are texts here, as their sources write them.
 *
 * @param toolkit the toolkit's version, such as {@code 12.4.1}
 * @param cudnn cuDNN's version; absent: it has none, or nobody told
 * @param machineCode the compute capabilities that its framework was built for; empty: nobody told
 * @param ptx those that its framework carries PTX of
 * @param compatPackage whether it carries {@code cuda-compat} of its toolkit; empty: nobody told
 */
public record CudaFacts(
        String toolkit,
        @Nullable String cudnn,
        List<String> machineCode,
        List<String> ptx,
        Optional<Boolean> compatPackage) {
    private static final Pattern TOOLKIT = Pattern.compile("\\d{1,3}\\.\\d{1,3}(\\.\\d{1,4})?");
    private static final Pattern CAPABILITY = Pattern.compile("\\d{1,2}\\.\\d{1,2}");

    public CudaFacts {
        if (!TOOLKIT.matcher(toolkit).matches()) {
            throw new IllegalArgumentException("cuda.toolkit is written as 12.4 or 12.4.1, not " + toolkit);
        }
        Stream.concat(machineCode.stream(), ptx.stream())
                .filter(capability -> !CAPABILITY.matcher(capability).matches())
                .findFirst()
                .ifPresent(capability -> {
                    throw new IllegalArgumentException("a compute capability is written as 8.9, not " + capability);
                });
        machineCode = List.copyOf(machineCode);
        ptx = List.copyOf(ptx);
    }
}
