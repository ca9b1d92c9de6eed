package dev.slipway.admission;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Sharing;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.quantity.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a launch asks for of GPUs; every field that is wrong by more than its own bounds is named. */
public final class GpuAdmission {
    private static final String FIELD = "resources.gpus.";

    private final List<FieldError> errors = new ArrayList<>();

    /** What was read; with errors, nothing of it counts. */
    public record Read(Optional<GpuRequest> request, List<FieldError> errors) {}

    public static Read read(WorkspaceRequest.@Nullable GpuRequest asked) {
        if (asked == null) {
            return new Read(Optional.empty(), List.of());
        }
        GpuAdmission admission = new GpuAdmission();
        Optional<GpuRequest> request = admission.request(asked);
        return new Read(request, admission.errors);
    }

    private Optional<GpuRequest> request(WorkspaceRequest.GpuRequest asked) {
        Integer count = asked.count();
        Optional<Bytes> memoryMin = size("memoryMin", asked.memoryMin());
        Sharing sharing = sharing(asked);
        if (!errors.isEmpty() || count == null || count <= 0) {
            return Optional.empty();
        }
        return Optional.of(new GpuRequest(count, Optional.ofNullable(asked.model()), memoryMin, sharing));
    }

    private Sharing sharing(WorkspaceRequest.GpuRequest asked) {
        String sharing = asked.sharing() == null ? "exclusive" : asked.sharing();
        if (asked.migProfile() != null && !sharing.equals("mig")) {
            error("migProfile", "is for sharing mig");
        }
        if (asked.memoryShare() != null && !sharing.equals("shared")) {
            error("memoryShare", "is for sharing shared");
        }
        switch (sharing) {
            case "exclusive" -> {
                return new Sharing.Exclusive();
            }
            case "mig" -> {
                if (asked.migProfile() != null && MigInstance.isProfile(asked.migProfile())) {
                    return new Sharing.Mig(asked.migProfile());
                }
                error("migProfile", "is a profile such as 1g.10gb or 1g.24gb+gfx");
            }
            case "shared" -> {
                Optional<Bytes> share = size("memoryShare", asked.memoryShare());
                if (share.isPresent() && share.get().value() > 0) {
                    return new Sharing.Shared(share.get());
                }
                error("memoryShare", "is a size such as 8Gi");
            }
            default -> error("sharing", "is exclusive, shared or mig");
        }
        return new Sharing.Exclusive();
    }

    private Optional<Bytes> size(String field, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Bytes::parse);
        } catch (IllegalArgumentException e) {
            error(field, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void error(String field, String message) {
        errors.add(new FieldError(FIELD + field, message));
    }
}
