package dev.slipway.admission;

import dev.slipway.admission.WorkspaceRequest.ResourcesRequest;
import dev.slipway.capacity.Capacity;
import dev.slipway.catalog.Catalog;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.container.Scratch;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a launch asks for: a pure function of the request, the catalogue and the host. It collects everything that is
 * wrong before it refuses.
 */
public final class Admission {
    private static final Bytes DEFAULT_MEMORY = Bytes.ofGibi(1);

    private static final Bytes LEAST_SHM = Bytes.ofMebi(1);

    /** A file system has to fit into it. */
    private static final Bytes LEAST_TMP = Bytes.ofMebi(16);

    /** Less than this lets no notebook server start. */
    private static final Bytes LEAST_MEMORY = Bytes.ofMebi(128);

    private static final Duration LONGEST_IDLE = Duration.ofDays(30);

    private final Catalog catalog;
    private final Host host;
    private final AdmissionConfig bounds;
    private final List<FieldError> errors = new ArrayList<>();

    /**
     * What the host has at all.
     *
     * @param cpus of which one container may use all
     * @param given what it gives to all together
     */
    public record Host(int cpus, Capacity given) {}

    /** An admitted launch. */
    public record Admitted(
            String name,
            ImageName image,
            ImageVersion version,
            Limits limits,
            Optional<GpuRequest> gpus,
            Map<String, String> environment,
            String hostname,
            Optional<Duration> idleTimeout) {}

    private Admission(List<FieldError> found, Catalog catalog, Host host, AdmissionConfig bounds) {
        errors.addAll(found);
        this.catalog = catalog;
        this.host = host;
        this.bounds = bounds;
    }

    /**
     * Admits the request.
     *
     * @param found what is wrong with it by its own bounds
     * @throws ProblemException {@code invalid-request} with every field that is wrong; {@code unsatisfiable} when the host
     *     can never give what is asked
     */
    public static Admitted admit(
            WorkspaceRequest request, List<FieldError> found, Catalog catalog, Host host, AdmissionConfig bounds) {
        return new Admission(found, catalog, host, bounds).admit(request);
    }

    private Admitted admit(WorkspaceRequest request) {
        Optional<CatalogImage> image = image(request.image());
        Optional<ImageVersion> version = version(image, request.version());
        Limits limits = limits(request.resources());
        GpuAdmission.Read gpus = GpuAdmission.read(
                request.resources() == null ? null : request.resources().gpus());
        errors.addAll(gpus.errors());
        Map<String, String> environment = Variables.of(request.env(), errors);
        Optional<Duration> idleTimeout = idleTimeout(request.idleTimeout());
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        requireServer(image.orElseThrow(), version.orElseThrow());
        satisfiable(limits);
        String name = String.valueOf(request.name());
        return new Admitted(
                name,
                image.orElseThrow().name(),
                version.orElseThrow(),
                limits,
                gpus.request(),
                environment,
                request.hostname() == null ? name : request.hostname(),
                idleTimeout);
    }

    private Optional<CatalogImage> image(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        Optional<CatalogImage> image = parse(ImageName::new, name).flatMap(catalog::image);
        if (image.isEmpty()) {
            errors.add(new FieldError(
                    "image", "is not in the catalogue; it has " + names(catalog.images(), CatalogImage::name)));
        }
        return image;
    }

    private Optional<ImageVersion> version(Optional<CatalogImage> image, @Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        Optional<ImageVersion> version =
                image.flatMap(known -> parse(VersionName::new, name).flatMap(known::version));
        if (version.isEmpty() && image.isPresent()) {
            errors.add(new FieldError(
                    "version",
                    "is none of " + image.get().name() + "'s: "
                            + names(image.get().versions(), ImageVersion::version)));
        }
        return version;
    }

    private static void requireServer(CatalogImage image, ImageVersion version) {
        if (version.run().isEmpty()) {
            String message = image.name() + " " + version.version()
                    + " has no server that a browser could open: the catalogue has no contract for it";
            String remedy = "An administrator registers it with run or contract";
            throw new ProblemException(
                    ProblemCode.IMAGE_UNAVAILABLE,
                    message,
                    List.of(),
                    List.of(new Reason("no-server", message, remedy)));
        }
    }

    private static <T, N> String names(List<T> things, Function<T, N> name) {
        return String.join(
                ", ",
                things.stream().map(thing -> String.valueOf(name.apply(thing))).toList());
    }

    private Limits limits(@Nullable ResourcesRequest resources) {
        ResourcesRequest asked = resources == null ? new ResourcesRequest(null, null, null, null, null) : resources;
        BigDecimal processors = asked.cpus() == null ? BigDecimal.ONE : asked.cpus();
        Optional<Cpus> cpus = parse("resources.cpus", Cpus::of, processors);
        Optional<Bytes> memory = size("resources.memory", asked.memory(), DEFAULT_MEMORY);
        Optional<Bytes> shm = size("resources.shm", asked.shm(), Scratch.shared(memory.orElse(DEFAULT_MEMORY)));
        Optional<Bytes> tmp = tmp(asked.tmp());
        if (memory.isPresent() && memory.get().compareTo(LEAST_MEMORY) < 0) {
            errors.add(new FieldError("resources.memory", "is at least " + LEAST_MEMORY));
            memory = Optional.empty();
        }
        if (asked.shm() != null && shm.isPresent() && shm.get().compareTo(LEAST_SHM) < 0) {
            errors.add(new FieldError("resources.shm", "is at least " + LEAST_SHM)); // of 0 the engine makes 64 MiB
            shm = Optional.empty();
        }
        if (memory.isEmpty()) {
            shm = Optional.empty(); // what it is a part of is not known
        } else if (shm.isPresent() && shm.get().compareTo(memory.get()) > 0) {
            errors.add(new FieldError("resources.shm", "is part of the memory and cannot be larger"));
            shm = Optional.empty();
        }
        return new Limits(
                cpus.orElse(new Cpus(1000)),
                memory.orElse(DEFAULT_MEMORY),
                shm.orElse(new Bytes(0)),
                bounds.containers().pids(),
                tmp);
    }

    private Optional<Bytes> tmp(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Bytes> tmp = parse("resources.tmp", Bytes::parse, text);
        Bytes most = Bytes.ofMebi(bounds.tmp());
        if (tmp.isPresent() && (tmp.get().compareTo(LEAST_TMP) < 0 || tmp.get().compareTo(most) > 0)) {
            errors.add(new FieldError("resources.tmp", "is a size from " + LEAST_TMP + " to " + most));
            return Optional.empty();
        }
        return tmp;
    }

    private Optional<Bytes> size(String field, @Nullable String text, Bytes absent) {
        return text == null ? Optional.of(absent) : parse(field, Bytes::parse, text);
    }

    private Optional<Duration> idleTimeout(@Nullable String text) {
        if (text == null) {
            return bounds.idleTimeout();
        }
        try {
            Duration timeout = Duration.parse(text);
            if (timeout.compareTo(bounds.leastIdleTimeout()) >= 0 && timeout.compareTo(LONGEST_IDLE) <= 0) {
                return Optional.of(timeout);
            }
        } catch (DateTimeParseException e) {
            // The error is added below.
        }
        errors.add(new FieldError(
                "idleTimeout", "is a duration from " + bounds.leastIdleTimeout() + " to " + LONGEST_IDLE));
        return Optional.empty();
    }

    private void satisfiable(Limits limits) {
        List<FieldError> fields = new ArrayList<>();
        List<Reason> reasons = new ArrayList<>();
        if (limits.cpus().millis() > host.cpus() * 1000) {
            fields.add(new FieldError("resources.cpus", "the host has " + host.cpus()));
            reasons.add(new Reason("cpus", "The host has " + host.cpus() + " processors", "Ask for fewer"));
        }
        if (!host.given().hasMemoryFor(Capacity.of(limits.cpus(), limits.memory()))) {
            String most = Bytes.ofMebi(host.given().memoryBytes() >> 20).toString();
            fields.add(new FieldError("resources.memory", "the host gives " + most));
            reasons.add(new Reason("memory", "The host gives " + most + " of memory to all", "Ask for less"));
        }
        if (!reasons.isEmpty()) {
            String detail =
                    String.join("; ", reasons.stream().map(Reason::message).toList());
            throw new ProblemException(ProblemCode.UNSATISFIABLE, detail, fields, reasons);
        }
    }

    private <S, T> Optional<T> parse(String field, Function<S, T> parser, S value) {
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError(field, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static <T> Optional<T> parse(Function<String, T> parser, String value) {
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
