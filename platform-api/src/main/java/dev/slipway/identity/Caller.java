package dev.slipway.identity;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who makes a request.
 *
 * @param id the identity provider's subject, which never changes: by it is decided what is whose
 * @param username the name that people know, which can: it is only shown
 * @param roles {@code user}, {@code admin}, {@code builder}
 * @param groups the groups the caller is in
 */
public record Caller(String id, String username, SortedSet<String> roles, SortedSet<String> groups) {
    public Caller {
        roles = new TreeSet<>(roles);
        groups = new TreeSet<>(groups);
    }

    public boolean isAdmin() {
        return roles.contains(Callers.ADMIN);
    }

    /** Whether the caller may do anything here at all: whoever is known at the identity provider has not therefore been let in. */
    public boolean mayEnter() {
        return roles.contains(Callers.USER) || isAdmin();
    }

    public Person person() {
        return new Person(id, username);
    }
}
