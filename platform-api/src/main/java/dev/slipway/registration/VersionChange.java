package dev.slipway.registration;

import dev.slipway.request.Given;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator changes of a version.
 *
 * @param deprecated whether nobody should begin with it any more
 * @param deprecationReason why, 1 to 200 characters; with {@code deprecated: true} alone
 */
@Schema(name = "ImageVersionChange", requiredProperties = "deprecated")
public record VersionChange(
        @Given @Nullable Boolean deprecated, @Nullable String deprecationReason) {}
