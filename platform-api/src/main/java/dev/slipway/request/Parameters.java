package dev.slipway.request;

import dev.slipway.problem.ProblemException;

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

    /**
     * Whether something is wanted.
     *
     * @throws ProblemException {@code invalid-request} when it says neither {@code true} nor {@code false}
     */
    public static boolean flag(String field, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.invalid(field, "is true or false");
        };
    }
}
