package dev.slipway.home;

/**
 * Whom an owner's programs run as.
 *
 * @param id the identity provider's subject
 * @param uid theirs, and nobody else's ever
 * @param isSettled whether all of their home is known to be that uid's
 */
public record HomeOwner(String id, int uid, boolean isSettled) {}
