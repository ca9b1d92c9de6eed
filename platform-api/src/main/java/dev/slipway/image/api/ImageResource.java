package dev.slipway.image.api;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.compatibility.CompatibilityView;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.idempotency.Reply;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Refuses;
import dev.slipway.registration.ImageRegistration;
import dev.slipway.registration.Registration;
import dev.slipway.request.Parameters;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The catalogue, each version with what is here of it; administrators add to it. */
@Tag(name = "Images")
@Path("/api/v1/images")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
public class ImageResource {
    private final Catalogue catalogue;
    private final ImageViews views;
    private final Registration registration;
    private final KeptAnswers answers;
    private final SecurityIdentity identity;
    private final Reply<VersionKey> registered = new Reply<>(201, ImageResource::locationOf, this::shown, this::at);

    ImageResource(
            Catalogue catalogue,
            ImageViews views,
            Registration registration,
            KeptAnswers answers,
            SecurityIdentity identity) {
        this.catalogue = catalogue;
        this.views = views;
        this.registration = registration;
        this.answers = answers;
        this.identity = identity;
    }

    /** A page of images; the catalogue fits one. */
    @Schema(name = "ImagePage")
    public record ImagePage(List<ImageView> items, @Nullable String nextCursor) {}

    /**
     * Lists the catalogue's images, each with its versions and whether they run on this host.
     *
     * @param framework only images of this framework
     * @param cuda only versions with this CUDA: {@code 12} is that of {@code 12.4} too
     * @param runnable only versions that run on this host
     * @param ready only versions of which a workspace can be launched at once
     */
    @Operation(operationId = "listImages")
    @GET
    @RunOnVirtualThread
    public ImagePage list(
            @QueryParam("framework") @Nullable String framework,
            @QueryParam("cuda") @Nullable String cuda,
            @QueryParam("runnable") @DefaultValue("false") String runnable,
            @QueryParam("ready") @DefaultValue("false") String ready) {
        boolean isOfReady = Parameters.flag("ready", ready);
        boolean isOfRunnable = Parameters.flag("runnable", runnable);
        List<ImageView> images = views.all(Callers.of(identity)).stream()
                .filter(image -> framework == null || image.framework().equals(framework))
                .map(image -> image.with(version -> (cuda == null || isOf(version.cuda(), cuda))
                        && (!isOfReady || version.ready())
                        && (!isOfRunnable || version.compatibility().verdict() != CompatibilityView.Kind.REFUSED)))
                .filter(image -> !image.versions().isEmpty())
                .toList();
        return new ImagePage(images, null);
    }

    /** {@code 12.4} is of {@code 12}, and so is {@code 12.4.1} of {@code 12.4}. */
    private static boolean isOf(@Nullable String version, String wanted) {
        return version != null && (version + ".").startsWith(wanted + ".");
    }

    /** Adds an image to the catalogue, with its first version. */
    @Operation(operationId = "registerImage")
    @Refuses(ProblemCode.IMAGE_UNAVAILABLE)
    @POST
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    @APIResponseSchema(value = ImageView.Version.class, responseCode = "201")
    public Response register(
            @Nullable ImageRegistration request, @HeaderParam("Idempotency-Key") @Nullable String key) {
        ImageRegistration wanted = present(request);
        Caller caller = Callers.of(identity);
        return once(
                caller,
                answers.key(key, "/images", wanted),
                registered,
                kept -> registration.register(wanted, caller.person(), kept));
    }

    /** Adds a version to an image of the catalogue. */
    @Operation(operationId = "registerImageVersion")
    @Refuses(ProblemCode.IMAGE_UNAVAILABLE)
    @POST
    @Path("{name}/versions")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    @APIResponseSchema(value = ImageView.Version.class, responseCode = "201")
    public Response registerVersion(
            String name,
            ImageRegistration.@Nullable VersionRegistration request,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        ImageRegistration.VersionRegistration wanted = present(request);
        Caller caller = Callers.of(identity);
        return once(
                caller,
                answers.key(key, "/images/" + name + "/versions", wanted),
                registered,
                kept -> registration.register(imageName(name), wanted, caller.person(), kept));
    }

    private <T> Response once(Caller caller, KeptAnswers.Key key, Reply<T> reply, KeptAnswers.Act<T> act) {
        return answers.once(caller, key, reply, act).response();
    }

    private static String locationOf(VersionKey key) {
        return "/api/v1/images/" + key.image() + "/versions/" + key.version();
    }

    private VersionKey at(String location) {
        String[] parts = location.split("/", -1);
        return catalogue.key(parts[parts.length - 3], parts[parts.length - 1]);
    }

    private ImageView.Version shown(VersionKey key) {
        return views.one(key, Callers.of(identity)).orElseThrow(() -> Catalogue.hasNot(key));
    }

    private ImageName imageName(String name) {
        try {
            ImageName image = new ImageName(name);
            if (catalogue.now().image(image).isPresent()) {
                return image;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw ProblemException.notFound("image " + name);
    }

    private static <T> T present(@Nullable T body) {
        if (body == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        return body;
    }
}
