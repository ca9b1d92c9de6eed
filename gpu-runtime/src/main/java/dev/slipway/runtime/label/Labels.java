package dev.slipway.runtime.label;

/** The labels that every engine object of Slipway's carries, by which it is found again after a crash. */
public final class Labels {
    /** The {@link InstallationId} that the object belongs to. */
    public static final String INSTALLATION = "dev.slipway.installation";

    /** The {@link ResourceId} of the object. */
    public static final String ID = "dev.slipway.id";

    private Labels() {}
}
