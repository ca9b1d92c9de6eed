package dev.slipway.catalog.context;

import java.nio.charset.StandardCharsets;

/** Knows what {@code ADD} unpacks, by how it begins. */
final class Archives {
    private static final int HEADER = 512;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_BYTES = 8;

    /** gzip, bzip2, xz and zstd. */
    private static final byte[][] MAGICS = {
        {0x1f, (byte) 0x8b},
        {'B', 'Z', 'h'},
        {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
        {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}
    };

    private Archives() {}

    /**
     * Whether it is one.
     *
     * @param head a file's first 512 bytes, or all of it
     */
    static boolean isOne(byte[] head) {
        for (byte[] magic : MAGICS) {
            if (begins(head, magic)) {
                return true;
            }
        }
        return isTar(head);
    }

    private static boolean begins(byte[] head, byte[] magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (head[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** The oldest tars have no magic; all have a checksum of their header, in which its own place counts as blanks. */
    private static boolean isTar(byte[] head) {
        if (head.length < HEADER) {
            return false;
        }
        int sum = 0;
        int signed = 0;
        for (int i = 0; i < HEADER; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
            sum += own ? ' ' : head[i] & 0xff;
            signed += own ? ' ' : head[i];
        }
        String digits = new String(head, CHECKSUM, CHECKSUM_BYTES, StandardCharsets.ISO_8859_1)
                .replaceAll("[\\x00 ]+", " ")
                .strip();
        if (!digits.matches("[0-7]{1,7}")) {
            return false;
        }
        int checksum = Integer.parseInt(digits, 8);
        return checksum == sum || checksum == signed;
    }
}
