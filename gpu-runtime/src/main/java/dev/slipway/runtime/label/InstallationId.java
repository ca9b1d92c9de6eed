package dev.slipway.runtime.label;

import java.util.regex.Pattern;

/**
 * Tells the objects of one Slipway from those of another on the same engine. An engine seam shows and touches its own only.
 *
 * @param value 1 to 20 characters of {@code a-z} and {@code 0-9}
 */
public record InstallationId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,20}");

    public InstallationId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an installation's id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
