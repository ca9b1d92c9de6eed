package dev.slipway.idempotency;

import java.util.Map;
import java.util.function.Function;

/**
 * How a request is answered that made something.
 *
 * @param status the HTTP status
 * @param location of what was made
 * @param view of it, as the API shows it; rendered when it is made for good
 * @param find what is at a location, for a request that comes again because its first answer was lost before it was written
 * @param secrets members of the view that are not kept, and are what they are in the request
 * @param <T> what is made
 */
public record Reply<T>(
        int status,
        Function<T, String> location,
        Function<T, Object> view,
        Function<String, T> find,
        Map<String, ?> secrets) {
    public Reply {
        secrets = Map.copyOf(secrets);
    }

    /** One whose view has no secrets. */
    public Reply(int status, Function<T, String> location, Function<T, Object> view, Function<String, T> find) {
        this(status, location, view, find, Map.of());
    }

    /** The same, but for members of the view that are not kept. */
    public Reply<T> keepingNone(Map<String, ?> secret) {
        return new Reply<>(status, location, view, find, secret);
    }

    /** The last part of a location, by which most things are named. */
    public static String lastOf(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
