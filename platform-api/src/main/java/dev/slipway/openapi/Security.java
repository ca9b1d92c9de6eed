package dev.slipway.openapi;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;

/** Who may: a caller whom the identity provider vouches for, with a role. Roles are no scopes of OAuth. */
final class Security {
    /** Of the scheme by which callers say who they are. */
    static final String SCHEME = "oidc";

    private Security() {}

    static void write(ApiOperation operation) {
        if (!isNeeded(operation)) {
            operation.model().setSecurity(List.of());
            return;
        }
        operation
                .model()
                .setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME)));
        operation.annotation(RolesAllowed.class).ifPresent(roles -> {
            String names = String.join(" or ", Arrays.asList(roles.value().asStringArray()));
            operation
                    .model()
                    .setDescription(
                            operation.model().getDescription() + "\n\nFor callers with the role `" + names + "`.");
        });
    }

    static boolean isNeeded(ApiOperation operation) {
        return !operation.source().hasAnnotation(PermitAll.class);
    }
}
