package dev.slipway.identity;

import java.util.Optional;

/**
 * A person of whom we may know the name alone: earlier versions of Slipway did not keep the subject of everyone.
 *
 * @param id the identity provider's subject; empty: it is not known, and no one who logs in is taken for them
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
