package dev.slipway.catalog.registry;

import dev.slipway.catalog.registry.Manifests.Configuration;
import dev.slipway.catalog.registry.Manifests.Descriptor;
import dev.slipway.catalog.registry.Manifests.Document;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Asks registries what images are, over the
 * <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI distribution API</a>. It asks only listed
 * registries, believes no byte that does not have its digest, and reads no more than an image's description may have. It
 * fetches no layers: the engine does. Safe for many threads.
 */
public final class RegistryClient implements AutoCloseable {
    /** Registries take no larger one (<a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">spec</a>). */
    private static final long MANIFEST_BYTES = 4 << 20;

    private static final long CONFIG_BYTES = 8 << 20;
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final Registries registries;
    private final Duration deadline;
    private final Clock clock;
    private final Map<String, RegistryCalls> calls = new ConcurrentHashMap<>();

    public RegistryClient(Registries registries, Clock clock) {
        this(registries, clock, DEADLINE);
    }

    RegistryClient(Registries registries, Clock clock, Duration deadline) {
        this.registries = registries;
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * Finds out what a reference names now, and everything that an image says of itself.
     *
     * @throws RegistryException in the shape of what is wrong; it names the registry
     */
    public ResolvedImage resolve(RegistryReference reference, Platform platform) {
        return inTurn(reference, registry -> resolve(registry, reference, platform));
    }

    /** The digest that the reference names now, at the price of a single small request where the registry allows. */
    public Digest digest(RegistryReference reference) {
        return inTurn(reference, registry -> digest(registry, reference));
    }

    /** Mirrors first; one that does not give it is passed over. */
    private <T> T inTurn(RegistryReference reference, Function<RegistryCalls, T> question) {
        List<Registry> turn = registries.inTurn(reference.host());
        List<RegistryException> passed = new ArrayList<>();
        for (Registry registry : turn) {
            try {
                return question.apply(callsTo(registry));
            } catch (RegistryException e) {
                passed.add(e);
            }
        }
        RegistryException own = passed.removeLast();
        passed.forEach(own::addSuppressed);
        throw own;
    }

    private RegistryCalls callsTo(Registry registry) {
        return calls.computeIfAbsent(
                registry.host(), host -> new RegistryCalls(new RegistryHttp(registry, deadline), clock));
    }

    private static Digest digest(RegistryCalls registry, RegistryReference reference) {
        HttpResponse<byte[]> answer = registry.ask(
                "HEAD",
                reference.repository(),
                "manifests/" + reference.manifest(),
                Manifests.ACCEPTED,
                MANIFEST_BYTES);
        Optional<String> said = answer.headers().firstValue("Docker-Content-Digest");
        if (said.isPresent()) {
            try {
                return new Digest(said.get());
            } catch (IllegalArgumentException e) {
                throw new RegistryException.Invalid(
                        "The registry " + registry.registry().host() + " sends a digest that is none", e);
            }
        }
        return Digest.of(
                manifest(registry, reference.repository(), reference.manifest()).body());
    }

    private static ResolvedImage resolve(RegistryCalls registry, RegistryReference reference, Platform platform) {
        String repository = reference.repository();
        HttpResponse<byte[]> top = manifest(registry, repository, reference.manifest());
        Digest digest = Digest.of(top.body());
        if (reference.digest().filter(wanted -> !wanted.equals(digest)).isPresent()) {
            throw mismatch(registry, reference.digest().get(), digest);
        }
        Digest manifestDigest = digest;
        Document document = Manifests.document(top.body(), mediaType(top));
        if (document instanceof Document.Index index) {
            manifestDigest = Manifests.choose(index, platform).digest();
            HttpResponse<byte[]> one = manifest(registry, repository, manifestDigest.value());
            requireDigest(registry, one.body(), manifestDigest);
            document = Manifests.document(one.body(), mediaType(one));
        }
        if (!(document instanceof Document.Manifest manifest)) {
            throw Manifests.nested();
        }
        Configuration configuration = configuration(registry, repository, manifest.config());
        if (!configuration.config().platform().equals(platform)) {
            throw new RegistryException.WrongPlatform(
                    "The image is for " + configuration.config().platform() + ", not for " + platform);
        }
        return new ResolvedImage(
                reference,
                digest,
                manifestDigest,
                manifest.config().digest(),
                configuration.config(),
                layers(manifest.layers(), configuration.diffIds()),
                manifest.layers().stream().anyMatch(Manifests::isZstd),
                registry.registry().host());
    }

    private static HttpResponse<byte[]> manifest(RegistryCalls registry, String repository, String name) {
        return registry.ask("GET", repository, "manifests/" + name, Manifests.ACCEPTED, MANIFEST_BYTES);
    }

    private static String mediaType(HttpResponse<?> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static Configuration configuration(RegistryCalls registry, String repository, Descriptor config) {
        if (config.size() > CONFIG_BYTES) {
            throw new RegistryException.Invalid(
                    "The image's configuration has " + config.size() + " bytes; none needs over " + CONFIG_BYTES, null);
        }
        byte[] body = registry.ask("GET", repository, "blobs/" + config.digest(), List.of("*/*"), CONFIG_BYTES)
                .body();
        requireDigest(registry, body, config.digest());
        return Manifests.configuration(body);
    }

    private static List<Layer> layers(List<Descriptor> descriptors, List<Digest> diffIds) {
        if (descriptors.size() != diffIds.size()) {
            throw new RegistryException.Invalid(
                    "The image's manifest has " + descriptors.size() + " layers, its configuration " + diffIds.size(),
                    null);
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < descriptors.size(); i++) {
            layers.add(new Layer(descriptors.get(i).digest(), descriptors.get(i).size(), diffIds.get(i)));
        }
        return layers;
    }

    private static void requireDigest(RegistryCalls registry, byte[] content, Digest wanted) {
        Digest found = Digest.of(content);
        if (!found.equals(wanted)) {
            throw mismatch(registry, wanted, found);
        }
    }

    private static RegistryException.Invalid mismatch(RegistryCalls registry, Digest wanted, Digest found) {
        return new RegistryException.Invalid(
                "The registry " + registry.registry().host() + " sends other bytes than those of " + wanted
                        + ": theirs is " + found,
                null);
    }

    @Override
    public void close() {
        calls.values().forEach(RegistryCalls::close);
    }
}
