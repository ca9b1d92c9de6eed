package dev.slipway.catalogue;

import dev.slipway.catalog.Catalog;
import dev.slipway.catalog.CatalogException;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.ImageStore.Registered;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may be launched: the curated catalogue, an administrator's file, and what administrators registered. The first two are
 * read once, beside the rest of the platform's start, which an error in them prevents.
 */
@Startup(1)
@ApplicationScoped
public class Catalogue {
    private final FutureTask<Catalog> fixed;
    private final ImageStore store;

    Catalogue(CatalogueConfig config, ImageStore store) {
        Optional<Path> file = config.file();
        this.fixed = new FutureTask<>(() -> {
            Catalog curated = Catalog.curated();
            return file.map(curated::with).orElse(curated);
        });
        this.store = store;
        Thread.ofVirtual().name("catalogue").start(fixed);
    }

    /** After everything else that starts. */
    void finish(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        fixed();
    }

    private Catalog fixed() {
        try {
            return fixed.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CatalogException fault
                    ? fault
                    : new CatalogException("the catalogue cannot be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the catalogue is read", e);
        }
    }

    /** All of it as it is now. */
    public Catalog now() {
        Catalog fixed = fixed();
        Map<ImageName, List<ImageVersion>> registered = store.versions().stream()
                .collect(Collectors.groupingBy(
                        Registered::image,
                        LinkedHashMap::new,
                        Collectors.mapping(Registered::version, Collectors.toList())));
        if (registered.isEmpty()) {
            return fixed;
        }
        List<CatalogImage> images = new ArrayList<>();
        for (CatalogImage image : fixed.images()) {
            images.add(withVersions(image, registered.getOrDefault(image.name(), List.of())));
        }
        for (ImageStore.Title image : store.images()) {
            List<ImageVersion> versions = registered.get(image.name());
            // An administrator's file may name an image later that was registered before; the file goes first.
            if (versions != null && fixed.image(image.name()).isEmpty()) {
                images.add(new CatalogImage(
                        image.name(), image.title(), image.description(), image.framework(), versions));
            }
        }
        return new Catalog(images);
    }

    private static CatalogImage withVersions(CatalogImage image, List<ImageVersion> more) {
        List<ImageVersion> versions = Stream.concat(
                        more.stream()
                                .filter(version ->
                                        image.version(version.version()).isEmpty()),
                        image.versions().stream())
                .toList();
        return new CatalogImage(image.name(), image.title(), image.description(), image.framework(), versions);
    }

    /** One version. Called at every look at a workspace's server, this reads that version alone. */
    public Optional<ImageVersion> version(VersionKey key) {
        return fixed().version(key.image(), key.version()).or(() -> store.version(key));
    }

    /** How the server of a version is run, named {@code image/version}. */
    public Optional<RunContract> contract(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : version(new VersionKey(
                                new ImageName(name.substring(0, slash)), new VersionName(name.substring(slash + 1))))
                        .flatMap(ImageVersion::run);
    }

    /** Whether Slipway came with it or an administrator's file names it: it cannot be removed over the API. */
    public boolean isFixed(ImageName image, VersionName version) {
        return fixed().version(image, version).isPresent();
    }

    /** The error for a request to add an image under a name that is taken: {@code conflict}. */
    public static ProblemException hasAlready(ImageName image) {
        return hasAlready("image " + image);
    }

    /** The error for a request to add a version under a name that is taken: {@code conflict}. */
    public static ProblemException hasAlready(VersionKey key) {
        return hasAlready(described(key));
    }

    /** The error for a request for a version that does not exist: {@code not-found}. */
    public static ProblemException hasNot(VersionKey key) {
        return ProblemException.notFound(described(key));
    }

    private static String described(VersionKey key) {
        return "version " + key.version() + " of image " + key.image();
    }

    private static ProblemException hasAlready(String what) {
        return new ProblemException(ProblemCode.CONFLICT, "The catalogue has " + what + " already");
    }

    /**
     * Names a version of the catalogue by what a path says.
     *
     * @throws ProblemException {@code not-found} when the catalogue has none such
     */
    public VersionKey key(String name, String version) {
        try {
            VersionKey key = new VersionKey(new ImageName(name), new VersionName(version));
            if (version(key).isEmpty()) {
                throw hasNot(key);
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("image " + name + " " + version);
        }
    }
}
