package dev.slipway.home;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The uids that Slipway gives away. Nobody else of the host may have one of them: not a user, nor the containers or virtual
 * machines that users may start with uids of their own.
 *
 * @param first 1000 at least
 * @param last 999999999 at most; it is the one of trials, and no owner's
 */
public record UidRange(int first, int last) {
    private static final Pattern FORM = Pattern.compile("(\\d{4,9})-(\\d{4,9})");
    private static final int LEAST = 1000;

    public UidRange {
        if (first < LEAST || last <= first) {
            throw new IllegalArgumentException(
                    "a range of uids has two at least, from " + LEAST + " on: " + first + "-" + last);
        }
    }

    /**
     * Reads {@code 70000-99999}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static UidRange parse(CharSequence text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a range of uids such as 70000-99999: " + text);
        }
        return new UidRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The uid as which images are tried. */
    public int ofTrials() {
        return last;
    }

    /** How many owners there can be. */
    int owners() {
        return last - first;
    }

    /**
     * Says who of the host has a uid of the range already; empty: nobody.
     *
     * @param users the host's users, in the form of {@code /etc/passwd}
     * @param subordinates what users may give their own containers, in the form of {@code /etc/subuid}
     */
    Optional<String> clash(String users, String subordinates) {
        return Stream.concat(
                        users.lines().filter(this::isTaken).map(line -> "the user " + nameIn(line)),
                        subordinates.lines().filter(this::isShared).map(line -> "what /etc/subuid gives, " + line))
                .findFirst();
    }

    private boolean isTaken(String user) {
        return number(user, 2).filter(uid -> uid >= first && uid <= last).isPresent();
    }

    private boolean isShared(String subordinate) {
        Optional<Long> from = number(subordinate, 1);
        Optional<Long> count = number(subordinate, 2);
        return from.isPresent() && count.isPresent() && from.get() <= last && from.get() + count.get() > first;
    }

    private static String nameIn(String user) {
        return user.substring(0, user.indexOf(':'));
    }

    private static Optional<Long> number(String line, int field) {
        return Arrays.stream(line.split(":", -1))
                .skip(field)
                .findFirst()
                .filter(text -> text.matches("\\d{1,10}"))
                .map(Long::valueOf);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
