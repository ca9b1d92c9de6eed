package dev.slipway.catalog;

import java.util.regex.Pattern;

/**
 * The name of an exact version of an image, such as {@code 2.6-cuda-12.4}. It has the grammar of an image's tag.
 *
 * @param value 1 to 128 letters, digits, underscores, dots and hyphens, not beginning with a dot or a hyphen
 */
public record VersionName(String value) {
    private static final Pattern FORM = Pattern.compile("\\w[\\w.-]{0,127}");

    public VersionName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a version's name");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
