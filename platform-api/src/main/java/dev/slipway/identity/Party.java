package dev.slipway.identity;

import java.util.Optional;

/**
 * Someone of whom it may be that only the name is known: an earlier Slipway kept no more of some.
 *
 * @param id the identity provider's subject; empty: it is not known, and what is theirs is nobody's
 * @param name to be shown
 */
public record Party(Optional<String> id, String name) {
    public static Party of(Person person) {
        return new Party(Optional.of(person.id()), person.name());
    }

    /** Whether it is this subject. */
    public boolean is(String subject) {
        return id.filter(subject::equals).isPresent();
    }
}
