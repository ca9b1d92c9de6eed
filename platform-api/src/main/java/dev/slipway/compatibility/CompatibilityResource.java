package dev.slipway.compatibility;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.host.HostGpus;
import dev.slipway.identity.Callers;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemException;
import dev.slipway.request.Forms;
import dev.slipway.runtime.gpu.GpuHost;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whether an image would run, before anyone launches it. */
@Tag(name = "Images")
@Path("/api/v1/compatibility:check")
@RolesAllowed(Callers.USER)
public class CompatibilityResource {
    private final Catalogue catalogue;
    private final HostGpus gpus;
    private final HostFit fit;

    CompatibilityResource(Catalogue catalogue, HostGpus gpus, HostFit fit) {
        this.catalogue = catalogue;
        this.gpus = gpus;
        this.fit = fit;
    }

    /**
     * What to check.
     *
     * @param gpus the GPUs to look at, by UUID; all of the host's, if absent
     */
    @Schema(
            name = "CompatibilityRequest",
            requiredProperties = {"image", "version"})
    public record Request(
            @Schema(pattern = Forms.NAME) @Nullable String image,
            @Schema(pattern = Forms.VERSION) @Nullable String version,
            @Nullable List<String> gpus) {}

    /** Says whether an image runs on this host's GPUs with its driver, before anyone launches it. */
    @Operation(operationId = "checkCompatibility")
    @POST
    @RunOnVirtualThread
    public CompatibilityView check(@Nullable Request request) {
        if (request == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        List<FieldError> errors = new ArrayList<>();
        Optional<ImageVersion> version = version(request, errors);
        GpuHost host = gpus.look().host();
        List<String> wanted = request.gpus() == null ? List.of() : request.gpus();
        wanted.stream()
                .filter(uuid -> host.named(uuid).isEmpty())
                .forEach(uuid -> errors.add(new FieldError("gpus", "this host has no GPU " + uuid)));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return fit.of(
                new ImageName(String.valueOf(request.image())),
                version.orElseThrow(),
                host,
                gpu -> request.gpus() == null || wanted.contains(gpu.uuid().value()));
    }

    private Optional<ImageVersion> version(Request request, List<FieldError> errors) {
        try {
            Optional<ImageVersion> version = request.image() == null || request.version() == null
                    ? Optional.empty()
                    : catalogue.version(
                            new VersionKey(new ImageName(request.image()), new VersionName(request.version())));
            if (version.isEmpty()) {
                errors.add(new FieldError("version", "names no version in the catalogue, with the image"));
            }
            return version;
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("image", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }
}
