package dev.slipway.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Someone, or Slipway itself.
 *
 * @param id the identity provider's subject, which never changes and is never another's: by it alone is decided what is whose
 * @param name the name that people know and are shown, which can change and come to be another's
 */
@Embeddable
public record Person(
        @Column(name = "by_id") String id,
        @Column(name = "by_name") String name) {
    /** Who does what Slipway does by itself. Keycloak's subjects are UUIDs, so that nobody's is spelled so. */
    public static final Person SLIPWAY = new Person("slipway", "slipway");
}
