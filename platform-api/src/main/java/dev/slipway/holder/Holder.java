package dev.slipway.holder;

import dev.slipway.runtime.label.ResourceId;

/**
 * What may hold GPUs, a network, mounts, processors, memory, a log and events: that for which containers run. It has one network,
 * with one or more containers in it.
 *
 * @param of the id of the workspace, or of the operation that tries or builds an image
 */
public record Holder(Kind kind, String of) {
    /** What holds. */
    public enum Kind {
        WORKSPACE(""),
        TRIAL("check-"),
        BUILD("step-");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    public static Holder workspace(String id) {
        return new Holder(Kind.WORKSPACE, id);
    }

    public static Holder trial(String operation) {
        return new Holder(Kind.TRIAL, operation);
    }

    public static Holder build(String operation) {
        return new Holder(Kind.BUILD, operation);
    }

    /** The holder of an id; that of a workspace has no prefix. */
    public static Holder read(String id) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.WORKSPACE && id.startsWith(kind.prefix)) {
                return new Holder(kind, id.substring(kind.prefix.length()));
            }
        }
        return workspace(id);
    }

    /** The id of the holder's row. An operation that builds an image and then tries it is two holders, one after the other. */
    public String id() {
        return kind.prefix + of;
    }

    /** Its first container, which most have alone. */
    public ResourceId container() {
        return container(0);
    }

    /**
     * One of its containers.
     *
     * @param ordinal 0 for the first
     */
    public ResourceId container(int ordinal) {
        return new ResourceId(ordinal == 0 ? id() : id() + "-" + ordinal);
    }
}
