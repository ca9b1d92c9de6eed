package dev.slipway.image.api;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.CudaFacts;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.registry.ImageFacts;
import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageCheck;
import dev.slipway.catalogue.ImageStore.Deprecation;
import dev.slipway.catalogue.Pin;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.compatibility.CompatibilityView;
import dev.slipway.compatibility.CudaImages;
import dev.slipway.gpu.ImageVerdicts;
import dev.slipway.identity.Caller;
import dev.slipway.image.Presence;
import dev.slipway.image.api.ImageView.State;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationView;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.compatibility.CudaReleases;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.ListedImage;
import dev.slipway.runtime.image.LocalImage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows versions with everything that is known of them, of this host, and of what goes on. */
@ApplicationScoped
class ImageViews {
    private final ImageLooks looks;
    private final Catalogue catalogue;
    private final Presence presence;
    private final Images images;
    private final ImageVerdicts verdicts;
    private final CudaReleases releases = CudaReleases.published();
    private volatile @Nullable Judged judged;

    ImageViews(ImageLooks looks, Catalogue catalogue, Presence presence, Images images, ImageVerdicts verdicts) {
        this.looks = looks;
        this.catalogue = catalogue;
        this.presence = presence;
        this.images = images;
        this.verdicts = verdicts;
    }

    /** What is shown by one look to everybody, since nobody is at work on an image. */
    private record Judged(ImageLooks.Look look, List<ImageView> all) {}

    /** All images as the caller may see them. While no operation is at work, the result is computed once for each look. */
    List<ImageView> all(Caller caller) {
        ImageLooks.Look look = looks.look();
        if (!look.atWork().isEmpty()) {
            return shown(look, Optional.of(caller));
        }
        Judged known = judged;
        if (known == null || !known.look().begun().equals(look.begun())) {
            known = new Judged(look, shown(look, Optional.empty()));
            judged = known;
        }
        return known.all();
    }

    private List<ImageView> shown(ImageLooks.Look look, Optional<Caller> caller) {
        return look.catalog().images().stream()
                .map(image -> new ImageView(
                        image.name().value(),
                        image.title(),
                        image.description(),
                        image.framework(),
                        image.versions().stream()
                                .map(version -> shown(image, version, look, caller, false))
                                .toList()))
                .toList();
    }

    /** One version, with its layers, as that caller may see it; empty: the catalogue has it not. */
    Optional<ImageView.Version> one(VersionKey key, Caller caller) {
        ImageLooks.Look look = looks.look();
        return look.catalog()
                .image(key.image())
                .flatMap(image -> image.version(key.version())
                        .map(version -> shown(image, version, look, Optional.of(caller), true)));
    }

    /** @param caller who is shown what is done; empty: nothing is */
    private ImageView.Version shown(
            CatalogImage image,
            ImageVersion version,
            ImageLooks.Look look,
            Optional<Caller> caller,
            boolean withLayers) {
        VersionKey key = new VersionKey(image.name(), version.version());
        Optional<Pin> pin = Optional.ofNullable(look.pins().get(key));
        Optional<ListedImage> held =
                pin.isPresent() ? pin.flatMap(look.held()::find) : look.held().find(version.localName());
        CudaImage cuda = CudaImages.of(version, environment(pin, held));
        Optional<ImageFacts> told = pin.map(p -> ImageFacts.of(p.config(), image.framework()));
        // What was seen in another image than the one that is here says nothing of it.
        Optional<ImageCheck> check = Optional.ofNullable(look.checks().get(key))
                .filter(seen -> held.filter(other -> !other.digest().equals(seen.image()))
                        .isEmpty());
        Optional<String> cudnn = version.cuda()
                .map(CudaFacts::cudnn)
                .or(() -> told.flatMap(ImageFacts::cuda).map(CudaFacts::cudnn));
        Optional<String> frameworkVersion = Optional.ofNullable(version.frameworkVersion())
                .or(() -> told.flatMap(ImageFacts::frameworkVersion))
                .or(() -> check.map(ImageCheck::frameworkVersion));
        Optional<String> python = Optional.ofNullable(version.python())
                .or(() -> told.flatMap(ImageFacts::python))
                .or(() -> check.map(ImageCheck::python));
        Optional<Operation> atWork = Optional.ofNullable(look.atWork().get(key));
        Optional<Deprecation> deprecation =
                Optional.ofNullable(look.deprecations().get(key));
        CompatibilityView compatibility =
                CompatibilityView.of(cuda, look.host(), verdicts.perGpu(cuda, look.host()), verdicts);
        Optional<Sharing> sharing = withLayers ? pin.map(p -> sharing(p, look.held(), held)) : Optional.empty();
        return new ImageView.Version(
                image.name().value(),
                version.version().value(),
                version.reference(),
                pin.map(p -> p.digest().value())
                        .or(() -> held.map(ListedImage::digest))
                        .orElse(null),
                pin.flatMap(Pin::movedTo).map(Object::toString).orElse(null),
                image.framework(),
                frameworkVersion.orElse(null),
                python.orElse(null),
                cuda.toolkit().map(CudaVersion::toString).orElse(null),
                cudnn.orElse(null),
                cuda.toolkit()
                        .flatMap(this::oldestDriver)
                        .map(DriverVersion::toString)
                        .orElse(null),
                version.cuda().map(CudaFacts::machineCode).orElse(List.of()),
                unknown(version, frameworkVersion, python, cuda, cudnn),
                version.source(),
                pin.map(Pin::pinnedAt).orElse(null),
                pin.map(Pin::transferBytes).orElse(null),
                held.map(h -> h.size().value()).orElse(null),
                held.isPresent()
                        ? null
                        : version.recipeMebibytes()
                                .map(size -> (long) size << 20)
                                .orElse(null),
                sharing.map(Sharing::layers).orElse(null),
                sharing.map(Sharing::images).orElse(null),
                state(atWork, deprecation, pin, held),
                held.isPresent(),
                version.run().isPresent(),
                held.isPresent() && version.run().isPresent() && compatibility.letsLaunch(),
                !catalogue.isFixed(key.image(), key.version()),
                deprecation.isPresent(),
                deprecation.map(Deprecation::reason).orElse(null),
                compatibility,
                version.recipe()
                        .filter(recipe -> held.isEmpty())
                        .map(recipe -> "./slipway image build " + key)
                        .orElse(null),
                check.orElse(null),
                caller.flatMap(asker -> atWork.filter(operation -> operation.isVisibleTo(asker))
                                .map(operation -> OperationView.of(operation, asker)))
                        .orElse(null));
    }

    private Map<String, String> environment(Optional<Pin> pin, Optional<ListedImage> held) {
        return pin.map(p -> p.config().environment())
                .or(() -> held.flatMap(h -> images.find(new ImageReference(h.digest())))
                        .map(LocalImage::environment))
                .orElse(Map.of());
    }

    /** By minor-version compatibility, where its major has that. */
    private Optional<DriverVersion> oldestDriver(CudaVersion toolkit) {
        return releases.minorVersionFrom(toolkit).or(() -> releases.nativeFrom(toolkit));
    }

    private static State state(
            Optional<Operation> atWork,
            Optional<Deprecation> deprecation,
            Optional<Pin> pin,
            Optional<ListedImage> held) {
        if (atWork.filter(operation -> operation.kind() == Operation.Kind.BUILD).isPresent()) {
            return State.BUILDING;
        }
        if (atWork.isPresent() && held.isEmpty()) {
            return State.PULLING;
        }
        if (deprecation.isPresent()) {
            return State.DEPRECATED;
        }
        if (pin.flatMap(Pin::movedTo).isPresent()) {
            return State.MOVED;
        }
        return held.isPresent() ? State.AVAILABLE : State.ABSENT;
    }

    private static List<String> unknown(
            ImageVersion version,
            Optional<String> frameworkVersion,
            Optional<String> python,
            CudaImage cuda,
            Optional<String> cudnn) {
        List<String> unknown = new ArrayList<>();
        if (frameworkVersion.isEmpty()) {
            unknown.add("frameworkVersion");
        }
        if (python.isEmpty()) {
            unknown.add("python");
        }
        // What is built here has the CUDA that its recipe says, or none.
        if (cuda.toolkit().isEmpty() && !version.isBuiltHere()) {
            unknown.add("cuda");
        }
        if (cuda.toolkit().isPresent() && cudnn.isEmpty()) {
            unknown.add("cudnn");
        }
        if (cuda.toolkit().isPresent() && cuda.machineCode().isEmpty()) {
            unknown.add("computeCapabilities");
        }
        return unknown;
    }

    /** A version's layers, and the other images that have some of them. */
    private record Sharing(List<ImageView.LayerView> layers, List<ImageView.Shared> images) {}

    private Sharing sharing(Pin pin, Presence.Held all, Optional<ListedImage> own) {
        Map<ListedImage, Integer> common = presence.sharing(pin, all);
        int present = common.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Layer> layers = pin.layers();
        List<ImageView.LayerView> shown = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            shown.add(new ImageView.LayerView(
                    layers.get(i).digest().value(), layers.get(i).sizeBytes(), i < present));
        }
        List<ImageView.Shared> images = common.entrySet().stream()
                .filter(entry -> own.filter(entry.getKey()::equals).isEmpty())
                .map(entry -> new ImageView.Shared(
                        Stream.concat(
                                        entry.getKey().names().stream(),
                                        Stream.of(entry.getKey().digest()))
                                .findFirst()
                                .orElseThrow(),
                        entry.getValue(),
                        layers.subList(0, entry.getValue()).stream()
                                .mapToLong(Layer::sizeBytes)
                                .sum()))
                .toList();
        return new Sharing(shown, images);
    }
}
