package dev.slipway.home;

/** Every uid of the range is an owner's, or was. */
public final class UidsUsedUpException extends RuntimeException {
    UidsUsedUpException(UidRange range) {
        super("All " + range.owners() + " uids of SLIPWAY_UIDS=" + range
                + " are given away; an administrator has to set a range with more");
    }
}
