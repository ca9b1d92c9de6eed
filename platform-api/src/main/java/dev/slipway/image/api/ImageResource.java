package dev.slipway.image.api;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.compatibility.CompatibilityView;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.idempotency.Reply;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.operation.OperationView;
import dev.slipway.operation.Operations;
import dev.slipway.problem.IfMatch;
import dev.slipway.problem.Parameters;
import dev.slipway.problem.ProblemException;
import dev.slipway.registration.ImageRegistration;
import dev.slipway.registration.Registration;
import dev.slipway.registration.VersionChange;
import dev.slipway.registration.VersionChanges;
import dev.slipway.registration.VersionWork;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The catalogue, each version with what is here of it; administrators add to it. */
@Path("/api/v1/images")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
public class ImageResource {
    private final Catalogue catalogue;
    private final ImageViews views;
    private final Registration registration;
    private final VersionChanges changes;
    private final VersionWork work;
    private final Operations operations;
    private final KeptAnswers answers;
    private final SecurityIdentity identity;
    private final Reply<VersionKey> registered = new Reply<>(201, ImageResource::locationOf, this::shown, this::at);

    ImageResource(
            Catalogue catalogue,
            ImageViews views,
            Registration registration,
            VersionChanges changes,
            VersionWork work,
            Operations operations,
            KeptAnswers answers,
            SecurityIdentity identity) {
        this.catalogue = catalogue;
        this.views = views;
        this.registration = registration;
        this.changes = changes;
        this.work = work;
        this.operations = operations;
        this.answers = answers;
        this.identity = identity;
    }

    /** A page of images; the catalogue fits one. */
    @Schema(
            name = "ImagePage",
            requiredProperties = {"items"})
    public record ImagePage(List<ImageView> items, @Nullable String nextCursor) {}

    @GET
    @RunOnVirtualThread
    public ImagePage list(
            @QueryParam("framework") @Nullable String framework,
            @QueryParam("cuda") @Nullable String cuda,
            @QueryParam("runnable")
                    @DefaultValue("false")
                    @Parameter(schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    String runnable,
            @QueryParam("ready")
                    @DefaultValue("false")
                    @Parameter(schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    String ready) {
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

    @GET
    @Path("{name}/versions/{version}")
    @RunOnVirtualThread
    public RestResponse<ImageView.Version> get(String name, String version) {
        VersionKey key = key(name, version);
        return tagged(key);
    }

    /** With the tag of what an administrator can change of it. */
    private RestResponse<ImageView.Version> tagged(VersionKey key) {
        return RestResponse.ResponseBuilder.ok(shown(key))
                .header("ETag", changes.etag(key))
                .build();
    }

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

    @PATCH
    @Path("{name}/versions/{version}")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public RestResponse<ImageView.Version> change(
            String name,
            String version,
            @Nullable VersionChange request,
            @HeaderParam("If-Match") @Nullable String etag) {
        VersionKey key = key(name, version);
        changes.change(
                key, present(request), IfMatch.of(etag), Callers.of(identity).person());
        return tagged(key);
    }

    @DELETE
    @Path("{name}/versions/{version}")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public void remove(String name, String version, @HeaderParam("If-Match") @Nullable String etag) {
        changes.remove(
                key(name, version), IfMatch.of(etag), Callers.of(identity).person());
    }

    @POST
    @Path("{name}/versions/{version}/pull")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response pull(String name, String version, @HeaderParam("Idempotency-Key") @Nullable String key) {
        Caller caller = Callers.of(identity);
        return once(
                caller,
                answers.key(key, "/images/" + name + "/versions/" + version + "/pull", ""),
                operations.reply(caller),
                kept -> work.pull(key(name, version), caller.person(), kept));
    }

    /** Starts it once, in isolation, and compares what is in it with what the catalogue says. */
    @POST
    @Path("{name}/versions/{version}/check")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response check(String name, String version, @HeaderParam("Idempotency-Key") @Nullable String key) {
        Caller caller = Callers.of(identity);
        return once(
                caller,
                answers.key(key, "/images/" + name + "/versions/" + version + "/check", ""),
                operations.reply(caller),
                kept -> work.check(key(name, version), caller.person(), kept));
    }

    private <T> Response once(Caller caller, KeptAnswers.Key key, Reply<T> reply, KeptAnswers.Act<T> act) {
        return answers.once(caller, key, reply, act).response();
    }

    private static String locationOf(VersionKey key) {
        return "/api/v1/images/" + key.image() + "/versions/" + key.version();
    }

    private VersionKey at(String location) {
        String[] parts = location.split("/", -1);
        return key(parts[parts.length - 3], parts[parts.length - 1]);
    }

    private ImageView.Version shown(VersionKey key) {
        return views.one(key, Callers.of(identity)).orElseThrow(() -> Catalogue.hasNot(key));
    }

    private VersionKey key(String name, String version) {
        try {
            VersionKey key = new VersionKey(new ImageName(name), new VersionName(version));
            if (catalogue.version(key).isEmpty()) {
                throw Catalogue.hasNot(key);
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw ProblemException.notFound("image " + name + " " + version);
        }
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
