package dev.slipway.database;

import java.security.SecureRandom;

/** Makes what rows are known by. */
public final class RandomId {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private RandomId() {}

    /** So many characters of RFC 4648's base 32 in lower case: five random bits each. */
    public static String of(int characters, SecureRandom random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
