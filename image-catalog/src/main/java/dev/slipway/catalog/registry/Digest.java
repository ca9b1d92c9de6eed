package dev.slipway.catalog.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names content by its SHA-256, {@code sha256:} and 64 hexadecimal digits. Registries may use other algorithms
 * (<a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests">OCI</a>); none does for images.
 */
public record Digest(String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[a-f0-9]{64}");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a digest of sha256: and 64 hexadecimal digits");
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new Digest("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Its first twelve digits, as people read them. */
    public String brief() {
        return value.substring(7, 19);
    }

    @Override
    public String toString() {
        return value;
    }
}
