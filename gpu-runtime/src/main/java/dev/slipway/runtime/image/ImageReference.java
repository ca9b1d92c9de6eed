package dev.slipway.runtime.image;

import java.util.regex.Pattern;

/**
 * Names an image as the engine knows it: {@code repository:tag}, {@code repository@sha256:…}, or the id of an image that
 * the engine holds, {@code sha256:…}. The grammar is the distribution
 * project's (<a href="https://pkg.go.dev/github.com/distribution/reference">reference</a>), a tag or digest being obligatory: "latest" is
 * never meant by silence here.
 */
public record ImageReference(String value) {
    private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String HOST =
            "(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-.]*[a-zA-Z0-9])?|\\[[a-fA-F0-9:]+\\])(?::\\d{1,5})?/)?";
    private static final Pattern GRAMMAR = Pattern.compile("sha256:[a-f0-9]{64}|" + HOST + COMPONENT + "(?:/"
            + COMPONENT + ")*" + "(?::\\w[\\w.-]{0,127}|@sha256:[a-f0-9]{64})");

    public ImageReference {
        if (value.length() > 512 || !GRAMMAR.matcher(value).matches()) {
            throw new IllegalArgumentException("not an image reference with a tag or a digest: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
