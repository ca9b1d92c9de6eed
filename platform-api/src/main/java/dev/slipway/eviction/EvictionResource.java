package dev.slipway.eviction;

import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemException;
import dev.slipway.request.Forms;
import dev.slipway.runtime.quantity.Bytes;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rule by which images leave the host by themselves, and what it would take. */
@Tag(name = "Images")
@Path("/api/v1/image-eviction")
@RolesAllowed(Callers.ADMIN)
public class EvictionResource {
    private final EvictionRules rules;
    private final EvictionCandidates candidates;
    private final SecurityIdentity identity;

    EvictionResource(EvictionRules rules, EvictionCandidates candidates, SecurityIdentity identity) {
        this.rules = rules;
        this.candidates = candidates;
        this.identity = identity;
    }

    /**
     * The rule that holds.
     *
     * @param unusedFor how long nobody must have wanted a version
     * @param freeBelow only while less than this is free on the engine's disk; absent: always
     */
    @Schema(name = "EvictionRule")
    public record Rule(
            @Schema(format = "duration") String unusedFor,
            @Nullable String freeBelow) {
        private static Rule of(EvictionRule rule) {
            return new Rule(
                    rule.unusedFor().toString(),
                    rule.freeBelow().map(Bytes::toString).orElse(null));
        }
    }

    /**
     * A rule that is to hold from now on.
     *
     * @param unusedFor how long nobody must have wanted a version, such as {@code P30D}; at most {@code P3650D}
     * @param freeBelow only while less than this is free on the engine's disk, such as {@code 100Gi}; absent: always
     */
    @Schema(name = "EvictionRuleRequest", requiredProperties = "unusedFor")
    public record RuleRequest(
            @Schema(format = "duration") @Nullable String unusedFor,
            @Schema(pattern = Forms.SIZE) @Nullable String freeBelow) {
        private EvictionRule read() {
            Duration unused;
            try {
                unused = Duration.parse(unusedFor == null ? "" : unusedFor);
            } catch (DateTimeParseException e) {
                throw ProblemException.invalid("unusedFor", "is a duration, such as P30D");
            }
            try {
                return new EvictionRule(unused, Optional.ofNullable(freeBelow).map(Bytes::parse));
            } catch (IllegalArgumentException e) {
                throw ProblemException.invalid("freeBelow", String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * The rule and what it is about.
     *
     * @param rule absent: nothing is evicted
     * @param candidates versions that nobody needs just now, the longest unused first
     */
    @Schema(name = "Eviction")
    public record View(@Nullable Rule rule, List<Unneeded> candidates) {}

    /**
     * A version that could go.
     *
     * @param sizeBytes on disk, layers shared with others included
     * @param usedAt when it was last needed
     */
    @Schema(name = "EvictionCandidate")
    public record Unneeded(String image, String version, long sizeBytes, Instant usedAt) {}

    /** Shows the rule by which images leave the host, and what it is about. */
    @Operation(operationId = "getImageEviction")
    @GET
    @RunOnVirtualThread
    public View get() {
        return new View(
                rules.rule().map(Rule::of).orElse(null),
                candidates.now().stream()
                        .map(candidate -> new Unneeded(
                                candidate.key().image().value(),
                                candidate.key().version().value(),
                                candidate.held().size().value(),
                                candidate.usedAt()))
                        .toList());
    }

    /** Sets the rule by which images leave the host by themselves. */
    @Operation(operationId = "setImageEviction")
    @PUT
    @RunOnVirtualThread
    public View set(@Nullable RuleRequest rule) {
        if (rule == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        rules.set(rule.read(), Callers.of(identity).person());
        return get();
    }

    /** Takes the rule back. No image leaves the host by itself any more. */
    @Operation(operationId = "clearImageEviction")
    @DELETE
    @RunOnVirtualThread
    public void clear() {
        rules.clear(Callers.of(identity).person());
    }
}
