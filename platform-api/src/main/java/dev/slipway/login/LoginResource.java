package dev.slipway.login;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Where the page sends a browser to log in; who arrives here is logged in and goes back to where they were, also without the role
 * to enter: the page says so, and logs them out.
 */
@Path("/login")
@Authenticated
public class LoginResource {
    @GET
    @Operation(hidden = true)
    public Response back(@QueryParam("to") @Nullable String to) {
        boolean local = to != null && to.matches("/(?![/\\\\])[\\w./?=&%+:~,-]*");
        return Response.seeOther(URI.create(local && to != null ? to : "/")).build();
    }
}
