package dev.slipway.identity;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who makes a request.
 *
 * @param id the identity provider's subject, which never changes
 * @param username the name that people know, which can
 * @param roles {@code user}, {@code admin}, {@code builder}
 * @param groups the groups the caller is in
 */
public record Caller(String id, String username, SortedSet<String> roles, SortedSet<String> groups) {
    public Caller {
        roles = new TreeSet<>(roles);
        groups = new TreeSet<>(groups);
    }

    public boolean isAdmin() {
        return roles.contains("admin");
    }
}
