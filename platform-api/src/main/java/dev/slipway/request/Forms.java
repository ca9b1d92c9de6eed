package dev.slipway.request;

/**
 * The forms of fields that several requests have, and the words for what has another. The API's document shows them, where a
 * pattern is found anywhere unless it says that it is the whole.
 */
public final class Forms {
    public static final String NAME = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$";
    public static final String NAME_WORDS =
            "is 1 to 40 lower-case letters, digits and hyphens, a hyphen neither first nor last";
    /** A name of a version: a tag, as images have them. */
    public static final String VERSION = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$";

    /** A size with a binary unit, or in bytes. */
    public static final String SIZE = "^[0-9]{1,18}(Ki|Mi|Gi|Ti)?$";

    public static final String TITLE = "^.{1,100}$";
    public static final String TITLE_WORDS = "is 1 to 100 characters";
    public static final String FRAMEWORK = "^[a-z0-9-]{1,40}$";
    public static final String FRAMEWORK_WORDS = "is 1 to 40 of a-z, 0-9 and hyphens";
    public static final int LONGEST_DESCRIPTION = 500;
    public static final String DESCRIPTION_WORDS = "is at most 500 characters";

    private Forms() {}
}
