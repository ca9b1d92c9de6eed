package dev.slipway.problem;

/** Reads what comes as text in a query. */
public final class Parameters {
    private Parameters() {}

    /**
     * A whole number.
     *
     * @throws ProblemException {@code invalid-request} when it is none of nine digits at most, or out of the range
     */
    public static int number(String field, String text, int least, int most) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw ProblemException.invalid(field, "is a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }
}
