package dev.slipway.request;

import dev.slipway.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * A place in a list that has the newest first: right after one of what it lists.
 *
 * @param createdAt when that one was made
 * @param id that one's id
 */
public record Cursor(Instant createdAt, String id) {
    /** Before the newest. */
    public static final Cursor BEGINNING = new Cursor(Instant.parse("9999-12-31T23:59:59Z"), "");

    /**
     * Reads what {@link #written} has written.
     *
     * @throws ProblemException {@code invalid-request} when it is none
     */
    public static Cursor read(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            // A list gives no other: no year that a column cannot have, and no other id.
            if (parts.length == 2 && parts[0].matches("[12]\\d{3}-.*") && parts[1].matches("[a-z0-9]{1,40}")) {
                return new Cursor(Instant.parse(parts[0]), parts[1]);
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // said below
        }
        throw ProblemException.invalid("cursor", "is none that a list gave");
    }

    /** As clients are given it: letters that mean nothing to them. */
    public String written() {
        String text = createdAt + " " + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
