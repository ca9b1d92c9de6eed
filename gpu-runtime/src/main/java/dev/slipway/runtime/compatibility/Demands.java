package dev.slipway.runtime.compatibility;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an image demands of its host, variable by variable. One that nobody can read says nothing of the others.
 *
 * @param readable the demands, by variable
 * @param unreadable what stands in the variables that are no demands
 */
public record Demands(Map<String, Requirement> readable, Map<String, String> unreadable) {
    public static final Demands NONE = new Demands(Map.of(), Map.of());

    /** The variable by which demands are taken back, in an image or in one container. */
    public static final String WAY_OUT = "NVIDIA_DISABLE_REQUIRE";

    private static final String PREFIX = "NVIDIA_REQUIRE_";
    private static final String CUDA_VERSION = "CUDA_VERSION";

    /** Characters of a demand that a reason shows. */
    private static final int MOST_SHOWN = 120;

    /** What NVIDIA's toolkit takes for true: Go's {@code strconv.ParseBool}. */
    private static final Set<String> TRUTHS = Set.of("1", "t", "T", "true", "TRUE", "True");

    public Demands {
        readable = Map.copyOf(readable);
        unreadable = Map.copyOf(unreadable);
    }

    /**
     * All that an environment demands. {@link #WAY_OUT} takes it back; an image from before these variables says {@code
     * CUDA_VERSION} alone.
     */
    public static Demands of(Map<String, String> environment) {
        if (TRUTHS.contains(environment.getOrDefault(WAY_OUT, ""))) {
            return NONE;
        }
        Map<String, String> written = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.startsWith(PREFIX + "JETPACK")) {
                written.put(name, value);
            }
        });
        String cuda = environment.getOrDefault(CUDA_VERSION, "");
        if (!cuda.isEmpty() && environment.getOrDefault(PREFIX + "CUDA", "").isEmpty()) {
            written.put(CUDA_VERSION, "cuda>=" + cuda.replaceFirst("^(\\d+\\.\\d+).*", "$1"));
        }
        return read(written);
    }

    private static Demands read(Map<String, String> written) {
        Map<String, Requirement> readable = new TreeMap<>();
        Map<String, String> unreadable = new TreeMap<>();
        written.forEach((name, value) -> {
            try {
                readable.put(name, Requirement.parse(value));
            } catch (IllegalArgumentException e) {
                unreadable.put(name, value);
            }
        });
        return new Demands(readable, unreadable);
    }

    boolean isEmpty() {
        return readable.isEmpty() && unreadable.isEmpty();
    }

    /** Those that the host does not meet: NVIDIA's container toolkit would not start such an image. */
    List<Reason> unmet(RequirementFacts facts) {
        return readable.entrySet().stream()
                .filter(entry -> !entry.getValue().isMetBy(facts))
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Reason(
                        "requirement-unmet",
                        "The image demands %s=%s of its host; here it is driver %s, CUDA %s, a %s of compute capability %s"
                                .formatted(
                                        entry.getKey(),
                                        shortened(entry.getValue().toString()),
                                        facts.driver(),
                                        facts.cuda(),
                                        facts.brand().word(),
                                        facts.arch())))
                .toList();
    }

    /** Those that were not judged. */
    List<Reason> unread() {
        return unreadable.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Reason(
                        "requirement-unreadable",
                        "The image demands %s=%s of its host, which is no demand that can be read: it was not checked"
                                .formatted(entry.getKey(), shortened(entry.getValue()))))
                .toList();
    }

    /** NVIDIA's own images list dozens of alternatives; the first one is the rule. */
    private static String shortened(String demand) {
        int space = demand.indexOf(' ');
        int end = Math.min(space < 0 ? demand.length() : space, MOST_SHOWN);
        return end == demand.length() ? demand : demand.substring(0, end) + " …";
    }

    /** Whether the image names this very driver as one that it works with. */
    boolean admitDriver(RequirementFacts facts) {
        return readable.values().stream().anyMatch(requirement -> requirement.admitsDriver(facts));
    }
}
