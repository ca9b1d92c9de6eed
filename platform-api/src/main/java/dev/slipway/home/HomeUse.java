package dev.slipway.home;

import java.util.List;

/** Tells in whose homes nothing is at work; asked within a transaction. */
public interface HomeUse {
    /** The owners of whose workspaces none is active or about to be. */
    List<String> ownersAtRest();
}
