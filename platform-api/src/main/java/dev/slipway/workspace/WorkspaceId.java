package dev.slipway.workspace;

import dev.slipway.database.RandomId;
import dev.slipway.database.ValueColumn;
import dev.slipway.holder.Holder;
import dev.slipway.runtime.label.ResourceId;
import jakarta.persistence.Converter;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names a workspace for ever. It is a DNS label, since it is part of the workspace's own origin.
 *
 * @param value {@code w} and 10 characters of RFC 4648's base 32 in lower case: 50 random bits
 */
public record WorkspaceId(String value) {
    private static final Pattern FORM = Pattern.compile("w[a-z2-7]{10}");

    public WorkspaceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a workspace's id: " + value);
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    public static WorkspaceId random(SecureRandom random) {
        return new WorkspaceId("w" + RandomId.of(10, random));
    }

    /** The workspace whose container this is; empty: it is of something else. */
    public static Optional<WorkspaceId> of(ResourceId container) {
        return isValid(container.value()) ? Optional.of(new WorkspaceId(container.value())) : Optional.empty();
    }

    /** The workspaces whose containers are among these, in a set of the caller's own. */
    public static Set<WorkspaceId> among(Stream<ResourceId> containers) {
        return containers.flatMap(id -> of(id).stream()).collect(Collectors.toCollection(HashSet::new));
    }

    /** The id of its container in the engine. */
    public ResourceId resource() {
        return new ResourceId(value);
    }

    /** What its container, its network, its GPUs, its log and its events are held by. */
    public Holder holder() {
        return Holder.workspace(value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** How it stands in a column. */
    @Converter(autoApply = true)
    static final class Column extends ValueColumn<WorkspaceId, String> {
        Column() {
            super(WorkspaceId::value, WorkspaceId::new);
        }
    }
}
