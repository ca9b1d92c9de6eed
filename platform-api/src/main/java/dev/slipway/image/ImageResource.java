package dev.slipway.image;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.identity.Callers;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationView;
import dev.slipway.problem.ProblemException;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The catalogue, each version with what is here of it; administrators add to it. */
@Path("/api/v1/images")
@Authenticated
public class ImageResource {
    private final Catalogue catalogue;
    private final ImageViews views;
    private final Registration registration;
    private final SecurityIdentity identity;

    ImageResource(Catalogue catalogue, ImageViews views, Registration registration, SecurityIdentity identity) {
        this.catalogue = catalogue;
        this.views = views;
        this.registration = registration;
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
            @QueryParam("runnable") @DefaultValue("false") boolean runnable) {
        List<ImageView> images = views.all().stream()
                .filter(image -> framework == null || image.framework().equals(framework))
                .map(image -> image.with(version -> (cuda == null || isOf(version.cuda(), cuda))
                        && (!runnable || version.compatibility().verdict() != CompatibilityView.Kind.REFUSED)))
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
    public ImageView.Version get(String name, String version) {
        return shown(key(name, version));
    }

    @POST
    @RolesAllowed("admin")
    @RunOnVirtualThread
    @APIResponseSchema(value = ImageView.Version.class, responseCode = "201")
    public RestResponse<ImageView.Version> register(@Nullable ImageRegistration request) {
        return created(registration.register(present(request), Callers.of(identity)));
    }

    @POST
    @Path("{name}/versions")
    @RolesAllowed("admin")
    @RunOnVirtualThread
    @APIResponseSchema(value = ImageView.Version.class, responseCode = "201")
    public RestResponse<ImageView.Version> registerVersion(
            String name, ImageRegistration.@Nullable VersionRegistration request) {
        return created(registration.register(imageName(name), present(request), Callers.of(identity)));
    }

    @PATCH
    @Path("{name}/versions/{version}")
    @RolesAllowed("admin")
    @RunOnVirtualThread
    public ImageView.Version change(String name, String version, @Nullable VersionChange request) {
        VersionKey key = key(name, version);
        registration.change(key, present(request), Callers.of(identity));
        return shown(key);
    }

    @DELETE
    @Path("{name}/versions/{version}")
    @RolesAllowed("admin")
    @RunOnVirtualThread
    public void remove(String name, String version) {
        registration.remove(key(name, version), Callers.of(identity));
    }

    @POST
    @Path("{name}/versions/{version}/pull")
    @RolesAllowed("admin")
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public RestResponse<OperationView> pull(String name, String version) {
        return accepted(registration.pull(key(name, version), Callers.of(identity)));
    }

    /** Starts it once, in isolation, and compares what is in it with what the catalogue says. */
    @POST
    @Path("{name}/versions/{version}/check")
    @RolesAllowed("admin")
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public RestResponse<OperationView> check(String name, String version) {
        return accepted(registration.check(key(name, version), Callers.of(identity)));
    }

    private static RestResponse<OperationView> accepted(Operation operation) {
        return RestResponse.ResponseBuilder.<OperationView>create(RestResponse.Status.ACCEPTED)
                .location(URI.create("/api/v1/operations/" + operation.id()))
                .entity(OperationView.of(operation))
                .build();
    }

    private RestResponse<ImageView.Version> created(VersionKey key) {
        return RestResponse.ResponseBuilder.<ImageView.Version>create(RestResponse.Status.CREATED)
                .location(URI.create("/api/v1/images/" + key.image() + "/versions/" + key.version()))
                .entity(shown(key))
                .build();
    }

    private ImageView.Version shown(VersionKey key) {
        CatalogImage image = catalogue.now().image(key.image()).orElseThrow(() -> notFound(key));
        ImageVersion version = image.version(key.version()).orElseThrow(() -> notFound(key));
        return views.one(image, version);
    }

    private VersionKey key(String name, String version) {
        try {
            VersionKey key = new VersionKey(new ImageName(name), new VersionName(version));
            if (catalogue.version(key.image(), key.version()).isEmpty()) {
                throw notFound(key);
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

    private static ProblemException notFound(VersionKey key) {
        return ProblemException.notFound("version " + key.version() + " of image " + key.image());
    }

    private static <T> T present(@Nullable T body) {
        if (body == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        return body;
    }
}
