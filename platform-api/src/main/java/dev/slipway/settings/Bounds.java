package dev.slipway.settings;

/** Numbers within their bounds. */
final class Bounds {
    private Bounds() {}

    static int wholeNumber(String text, int least) {
        int number;
        try {
            number = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("; it is no whole number: " + text, e);
        }
        if (number < least) {
            throw new IllegalArgumentException("; it has to be " + least + " or more, and is " + text);
        }
        return number;
    }
}
