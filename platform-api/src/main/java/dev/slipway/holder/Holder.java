package dev.slipway.holder;

import dev.slipway.runtime.engine.ResourceId;

/**
 * For whom a container runs: who has its network, and to whom it leads back by its name.
 *
 * @param id of the workspace's row, or of the operation's that tries or builds an image
 */
public record Holder(Kind kind, String id) {
    /** What holds one. */
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

    /** Its container: it has one at a time. */
    public ResourceId container() {
        return new ResourceId(kind.prefix + id);
    }
}
