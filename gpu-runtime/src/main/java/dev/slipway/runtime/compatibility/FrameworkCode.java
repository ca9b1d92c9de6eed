package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The code that an image's framework has for GPUs; where nobody told, what its toolkit can have built for them.
 *
 * @param buildable the compute capabilities that the toolkit builds machine code for; empty: no table says
 */
record FrameworkCode(CudaImage image, CudaVersion toolkit, Optional<NavigableSet<ComputeCapability>> buildable) {
    /** The best code for a GPU. */
    enum Best {
        /** Machine code of its own, or code that was told to run on it. */
        MACHINE,
        /** The toolkit builds none of its own, and builds some of an older capability of the same major version. */
        OLDER,
        PTX,
        NONE
    }

    Best bestFor(ComputeCapability card) {
        if (image.tellsItsCode()) {
            if (image.machineCode().stream().anyMatch(card::runsMachineCodeOf)) {
                return Best.MACHINE;
            }
            return image.ptx().stream().anyMatch(card::runsPtxOf) ? Best.PTX : Best.NONE;
        }
        return buildable.map(built -> bestOf(built, card)).orElse(Best.MACHINE);
    }

    private static Best bestOf(NavigableSet<ComputeCapability> built, ComputeCapability card) {
        if (built.contains(card)) {
            return Best.MACHINE;
        }
        if (built.stream().anyMatch(card::runsMachineCodeOf)) {
            return Best.OLDER;
        }
        return built.stream().anyMatch(card::runsPtxOf) ? Best.PTX : Best.NONE;
    }

    Reason none(CardFacts card) {
        String built = image.tellsItsCode()
                ? "The image is built for compute capabilities " + listed(image.machineCode())
                        + (image.ptx().isEmpty() ? "" : " and carries PTX of " + listed(image.ptx()))
                : "CUDA " + toolkit + " builds for compute capability "
                        + buildable.map(NavigableSet::first).orElseThrow() + " and later";
        return new Reason("no-code-for-gpu", built + "; " + card.model() + " has " + card.capability());
    }

    Reason older(ComputeCapability card) {
        ComputeCapability next = buildable.orElseThrow().stream()
                .filter(card::runsMachineCodeOf)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Reason(
                "no-own-code-for-gpu",
                "CUDA %s builds no machine code of compute capability %s: what the image has is of %s at best, which runs there without what is new, or PTX that is compiled at its first start"
                        .formatted(toolkit, card, next));
    }

    private static String listed(Collection<ComputeCapability> capabilities) {
        return capabilities.isEmpty()
                ? "none"
                : capabilities.stream()
                        .sorted()
                        .map(ComputeCapability::toString)
                        .collect(Collectors.joining(", "));
    }
}
