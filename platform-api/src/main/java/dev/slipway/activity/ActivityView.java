package dev.slipway.activity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A workspace's activity as the API shows it: the judgement, and each part of it. */
@Schema(name = "Activity")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ActivityView(
        @Schema(description = STATE) Activity.State state,
        Instant lookedAt,

        @Schema(
                description = "When it is stopped if nothing happens until then; absent while that cannot be told, "
                        + "and where it is never stopped for being idle")
        @Nullable
        Instant stopsAt,

        List<PartView> parts) {
    private static final String STATE =
            "ACTIVE: something has happened since the look before; IDLE: nothing; UNKNOWN: it cannot be told, so that it is "
                    + "not idle";

    /** One part of it. */
    @Schema(name = "ActivityPart")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartView(
            ActivityPart part,

            @Schema(description = STATE) Activity.State state,

            @Schema(description = "When it last did something, as far as it was looked at") @Nullable
            Instant lastAt,

            String detail) {}

    /** The same without what only grows old. */
    public ActivityView lasting() {
        return new ActivityView(
                state,
                Instant.EPOCH,
                stopsAt,
                parts.stream()
                        .map(part -> new PartView(part.part(), part.state(), null, ""))
                        .toList());
    }

    /** Shows what is known, and when it is stopped. */
    public static ActivityView of(Activity activity, Optional<Instant> stopsAt) {
        return new ActivityView(
                activity.state(),
                activity.lookedAt(),
                stopsAt.filter(at -> activity.state() != Activity.State.UNKNOWN).orElse(null),
                activity.parts().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(part -> new PartView(
                                part.getKey(),
                                part.getValue().state(),
                                part.getValue().lastAt().orElse(null),
                                part.getValue().detail()))
                        .toList());
    }
}
