package dev.slipway.runtime.selfcheck;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.slipway.runtime.cdi.CdiGenerator;
import dev.slipway.runtime.cdi.CdiJson;
import dev.slipway.runtime.cdi.CdiSpec;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.nvml.NvmlInventory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code java -jar gpu-runtime.jar check [--json] [--library FILE] [--listen SECONDS]}: the inventory, the events of some
 * seconds, and the CDI specification, as Slipway sees them. {@code java -jar gpu-runtime.jar cdi [--library FILE]
 * [--output FILE]}: the specification alone, for an engine's directory of them.
 */
public final class SelfCheck {
    private static final String USAGE =
            "usage: check [--json] [--library FILE] [--listen SECONDS] | cdi [--library FILE] [--output FILE]";
    private static final String NOT_TOLD = "not told";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final PrintStream out;

    private SelfCheck(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException, IOException {
        // Its output is the report; the library that Slipway logs through would complain that nobody keeps its words.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        List<String> words = Arrays.asList(arguments);
        Optional<String> library = after(words, "--library").map(SelfCheck::absolute);
        SelfCheck check = new SelfCheck(System.out);
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "check" ->
                check.run(
                        words.contains("--json"),
                        library,
                        after(words, "--listen").map(Integer::parseInt).orElse(1));
            case "cdi" ->
                System.exit(check.writeCdi(library, after(words, "--output").map(Path::of)));
            default -> {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
    }

    /** The exit status: 1 where the host has no driver to describe. */
    private int writeCdi(Optional<String> library, Optional<Path> output) throws IOException {
        GpuHost host;
        try (GpuInventory inventory = NvmlInventory.open(library, DEADLINE, event -> {})) {
            host = inventory.look().host();
        }
        Optional<String> specification = new CdiGenerator().describe(host).map(CdiJson::write);
        if (specification.isEmpty()) {
            System.err.println("nothing to describe: " + host.problem().orElse("this host has no NVIDIA driver"));
            return 1;
        }
        if (output.isPresent()) {
            // An engine that reads the directory meanwhile sees the old file or the new one.
            Path half = Files.writeString(
                    output.get().resolveSibling(output.get().getFileName() + ".new"), specification.get());
            Files.move(half, output.get(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } else {
            out.println(specification.get());
        }
        return 0;
    }

    /** A file here, or a name that the dynamic linker knows. */
    private static String absolute(String library) {
        return library.contains("/") ? Path.of(library).toAbsolutePath().toString() : library;
    }

    private static Optional<String> after(List<String> words, String option) {
        int at = words.indexOf(option);
        return at < 0 || at + 1 >= words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    private void run(boolean json, Optional<String> library, int seconds) throws InterruptedException {
        List<GpuEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (GpuInventory inventory = NvmlInventory.open(library, DEADLINE, events::add)) {
            long began = System.nanoTime();
            GpuHost host = inventory.look().host();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Thread.sleep(Duration.ofSeconds(seconds)); // what is asked for: the events of so many seconds
            Optional<CdiSpec> cdi = new CdiGenerator().describe(host);
            if (json) {
                writeJson(host, took, List.copyOf(events), cdi);
            } else {
                writeText(host, took, List.copyOf(events), seconds, cdi);
            }
        }
    }

    private void writeJson(GpuHost host, Duration took, List<GpuEvent> events, Optional<CdiSpec> cdi) {
        ObjectMapper mapper = new ObjectMapper()
                .registerModule(new Jdk8Module())
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
                .enable(SerializationFeature.INDENT_OUTPUT);
        try {
            var root = mapper.createObjectNode();
            root.set("host", mapper.valueToTree(new Shown(host)));
            root.put("lookMicros", took.toNanos() / 1000);
            root.set("events", mapper.valueToTree(events));
            if (cdi.isPresent()) {
                root.set("cdi", mapper.readTree(CdiJson.write(cdi.get())));
            }
            out.println(mapper.writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was seen cannot be written", e);
        }
    }

    /** The host with its topology as a list of words. */
    private record Shown(
            String driver, String cuda, boolean simulated, String problem, List<GpuState> gpus, List<String> links) {
        private Shown(GpuHost host) {
            this(
                    host.driver().map(Object::toString).orElse("none"),
                    host.cuda().map(Object::toString).orElse("none"),
                    host.simulated(),
                    host.problem().orElse(""),
                    host.gpus(),
                    linksOf(host));
        }
    }

    private static List<String> linksOf(GpuHost host) {
        List<String> links = new ArrayList<>();
        for (GpuState one : host.gpus()) {
            for (GpuState other : host.gpus()) {
                if (one.gpu().index() < other.gpu().index()) {
                    links.add("%d-%d %s"
                            .formatted(
                                    one.gpu().index(),
                                    other.gpu().index(),
                                    host.topology()
                                            .between(
                                                    one.gpu().uuid(),
                                                    other.gpu().uuid())));
                }
            }
        }
        return links;
    }

    private void writeText(GpuHost host, Duration took, List<GpuEvent> events, int seconds, Optional<CdiSpec> cdi) {
        out.printf(
                "driver %s, CUDA %s%s; looked at in %d us%n",
                host.driver().map(Object::toString).orElse("none"),
                host.cuda().map(Object::toString).orElse("none"),
                host.simulated() ? ", simulated" : "",
                took.toNanos() / 1000);
        host.problem().ifPresent(problem -> out.println("problem: " + problem));
        for (GpuState state : host.gpus()) {
            write(state);
        }
        linksOf(host).forEach(link -> out.println("link " + link));
        out.printf("events in %d s: %s%n", seconds, events.isEmpty() ? "none" : events);
        cdi.ifPresent(spec -> out.println("CDI specification:\n" + CdiJson.write(spec)));
    }

    private void write(GpuState state) {
        var gpu = state.gpu();
        out.printf(
                "GPU %d %s %s%n  %s, compute capability %s, brand %s, PCI %s, minor %s, NUMA node %s%n",
                gpu.index(),
                gpu.model(),
                gpu.uuid(),
                gpu.memory(),
                gpu.capability(),
                gpu.brand().word(),
                gpu.pciAddress(),
                told(gpu.minor()),
                told(gpu.numaNode()));
        out.printf(
                "  utilization %s %%, memory used %s, %s C, %s mW, processes %s%n",
                told(state.use().utilization()),
                told(state.use().memoryUsed()),
                told(state.use().temperature()),
                told(state.use().powerMilliwatts()),
                told(state.use().processes()));
        out.printf(
                "  health %s; ECC uncorrected %s, remapped rows %s%n",
                state.health() instanceof GpuHealth.Unhealthy ill ? ill.code() + ": " + ill.message() : "good",
                told(state.errors().uncorrectedEcc()),
                told(state.errors().remappedRows()));
        gpu.migInstances().forEach(mig -> out.printf("  MIG %s %s %s%n", mig.profile(), mig.uuid(), mig.memory()));
    }

    private static String told(OptionalInt value) {
        return value.isPresent() ? Integer.toString(value.getAsInt()) : NOT_TOLD;
    }

    private static String told(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : NOT_TOLD;
    }

    private static String told(Optional<?> value) {
        return value.map(Object::toString).orElse(NOT_TOLD);
    }
}
