package dev.slipway.catalog;

import java.util.regex.Pattern;

/**
 * The name of an image in the catalogue, such as {@code jupyter}.
 *
 * @param value 1 to 40 characters of {@code a-z}, {@code 0-9} and inner hyphens
 */
public record ImageName(String value) implements Comparable<ImageName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    public ImageName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an image's name of lower-case letters, digits and hyphens");
        }
    }

    @Override
    public int compareTo(ImageName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
