package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * The {@code cuda-compat} package that an image may carry: the user part of a newer driver. It works on some GPUs alone, and
 * over some branches of drivers alone.
 *
 * @param branches those that a published table names for it; empty: none names the package
 */
record ForwardPackage(
        CudaImage image,
        CudaVersion toolkit,
        CardFacts card,
        RequirementFacts host,
        Optional<SortedSet<Integer>> branches) {

    boolean works() {
        return image.hasCompatPackage() && fault().isEmpty();
    }

    /** Why it does not, where the image carries it. */
    Optional<Reason> fault() {
        if (!image.hasCompatPackage()) {
            return Optional.empty();
        }
        if (!takesIt(card.brand().segment())) {
            return Optional.of(new Reason(
                    "no-forward-compatibility",
                    "The image carries cuda-compat, which NVIDIA supports on data-centre and workstation GPUs only, not on "
                            + card.model()));
        }
        if (branches.isEmpty() || isListed() || image.demands().admitDriver(host)) {
            return Optional.empty();
        }
        String over = branches.get().isEmpty()
                ? "no branch of drivers"
                : branches.get().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(", ", "driver branches ", ""));
        return Optional.of(new Reason(
                "branch-not-served",
                "The image carries cuda-compat of CUDA %s, which works over %s; this host has %d"
                        .formatted(toolkit.release(), over, host.driver().branch())));
    }

    private boolean isListed() {
        return branches.filter(listed -> listed.contains(host.driver().branch()))
                .isPresent();
    }

    private static boolean takesIt(Brand.Segment segment) {
        return switch (segment) {
            case DATA_CENTER, WORKSTATION -> true;
            case CONSUMER, OTHER -> false;
        };
    }

    /** What there is to know where it works. */
    List<Reason> notes() {
        List<Reason> notes = new ArrayList<>();
        notes.add(new Reason(
                "forward",
                "Runs by the image's cuda-compat package on driver %s; interoperability with OpenGL and Vulkan is not supported there"
                        .formatted(host.driver())));
        if (!isListed() && !image.demands().admitDriver(host)) {
            notes.add(new Reason(
                    "forward-not-listed",
                    "No published table names the driver branches that cuda-compat of CUDA %s works over"
                            .formatted(toolkit.release())));
        }
        if (card.brand().segment() == Brand.Segment.WORKSTATION) {
            notes.add(new Reason(
                    "forward-on-some-workstations",
                    "NVIDIA supports cuda-compat on some workstation GPUs only, in servers that it calls NGC-ready"));
        }
        return notes;
    }
}
