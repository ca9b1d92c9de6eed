package dev.slipway.runtime.allocation;

import dev.slipway.runtime.quantity.Bytes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * GPUs that someone wants, all on one host.
 *
 * @param count how many, 1 or more
 * @param model words of the product's name, in any order: {@code H100}, {@code RTX 4090}; empty: any
 * @param memoryMin what each has to have; of a MIG instance, what the instance has to have
 * @param sharing how
 */
public record GpuRequest(int count, Optional<String> model, Optional<Bytes> memoryMin, Sharing sharing) {
    public GpuRequest {
        if (count < 1) {
            throw new IllegalArgumentException("a request is for one GPU or more, not " + count);
        }
    }

    public static GpuRequest exclusive(int count) {
        return new GpuRequest(count, Optional.empty(), Optional.empty(), new Sharing.Exclusive());
    }

    /** What is asked for, for a person: {@code 2 H100 GPUs of 40Gi or more}. */
    String words() {
        String what = switch (sharing) {
            case Sharing.Exclusive exclusive -> count == 1 ? "GPU" : "GPUs";
            case Sharing.Mig mig -> "MIG " + mig.profile();
            case Sharing.Shared shared -> (count == 1 ? "GPU" : "GPUs") + " with " + shared.memory() + " to share";
        };
        return count + " " + model.map(name -> name + " ").orElse("") + what
                + memoryMin.map(least -> " of " + least + " or more").orElse("");
    }

    boolean matches(String product) {
        return model.map(words -> wordsOf(product).containsAll(wordsOf(words))).orElse(true);
    }

    private static Set<String> wordsOf(String name) {
        return new HashSet<>(Arrays.asList(name.toLowerCase(Locale.ROOT).split("[\\s_-]+", -1)));
    }
}
