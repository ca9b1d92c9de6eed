package dev.slipway.catalogue;

/** A version was taken out of the catalogue, in the transaction in which this is told: what is kept for it goes with it. */
public record VersionRemoved(VersionKey key) {}
