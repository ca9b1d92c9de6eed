package dev.slipway.runtime.label;

import java.util.regex.Pattern;

/**
 * Slipway's own name for an engine's object: what makes a second "create" find the first one's result. It is carried in the label
 * {@link Labels#ID} and is part of the object's name, which the engine keeps unique.
 *
 * @param value 1 to 63 characters of {@code a-z}, {@code 0-9} and inner hyphens
 */
public record ResourceId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public ResourceId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an id of lower-case letters, digits and hyphens: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
