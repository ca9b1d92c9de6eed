package dev.slipway.container;

import dev.slipway.catalog.RunContract;
import dev.slipway.runtime.host.HostSettings;
import dev.slipway.runtime.quantity.Cpus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables of a server's container: a pure function of what the host, the image and the owner say. */
final class ServerEnvironment {
    /**
     * How many threads programs start, each by its own name for it: Python (3.13 and newer, {@code os.cpu_count()}), OpenMP, Intel's
     * library, OpenBLAS, NumExpr, and Rust's Rayon. Left alone they count the host's processors, whatever the container's limit is.
     */
    private static final List<String> THREADS = List.of(
            "PYTHON_CPU_COUNT",
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "NUMEXPR_NUM_THREADS",
            "RAYON_NUM_THREADS");

    private ServerEnvironment() {}

    /**
     * Puts them together. The owner's word counts for more than the platform's and the host's, the contract's for more than the
     * owner's; a search path of the owner's goes before the image's, and does not take its place.
     *
     * @param owners what the container's owner set
     * @param cpus the limit of its processors
     * @param imagePath the image's search path
     */
    static Map<String, String> of(
            Map<String, String> owners,
            Cpus cpus,
            RunContract run,
            HostSettings host,
            Packages packages,
            String imagePath) {
        Map<String, String> environment = new HashMap<>(packages.variables());
        String threads = threads(cpus);
        THREADS.forEach(name -> environment.put(name, threads));
        environment.putAll(host.variables());
        environment.putAll(owners);
        environment.putAll(run.environment());
        // Last, so that nothing that a user installs is taken for a program of the image's while that starts.
        environment.put("PATH", SearchPath.merged(owners.get("PATH"), imagePath) + ":" + packages.programs());
        environment.put("HOME", run.home());
        return environment;
    }

    /** Whole processors, one at least: a thread more than there is time for costs more than it brings. */
    private static String threads(Cpus cpus) {
        return Integer.toString(Math.max(1, cpus.millis() / 1000));
    }
}
