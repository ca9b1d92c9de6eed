package dev.slipway.catalog.dockerfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of one stage, as its {@code ARG}s declare them one after the other
 * (<a href="https://docs.docker.com/reference/dockerfile/#arg">ARG</a>).
 */
public final class StageArguments {
    /** Docker takes these though no {@code ARG} declares them. */
    private static final Set<String> PREDEFINED = Set.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy");

    private final Map<String, String> given;
    private final Map<String, String> globals;
    private final Map<String, Optional<String>> defaults = new LinkedHashMap<>();

    /**
     * Those of a stage that has declared none yet.
     *
     * @param given what the build gives
     */
    public StageArguments(Dockerfile dockerfile, Map<String, String> given) {
        this.given = given;
        this.globals = dockerfile.globals(given);
    }

    /** Takes note of a further declaration. */
    public void declare(Instruction.Arg arg) {
        arg.arguments().forEach((name, value) -> defaults.merge(name, value, (old, now) -> now.or(() -> old)));
    }

    /** The names that were declared, in order. */
    public List<String> names() {
        return List.copyOf(defaults.keySet());
    }

    /** What a builder is to be given for a declaration: what this build is, or where that has no default, the value before the first {@code FROM}. */
    public Map<String, String> given(Instruction.Arg arg) {
        Map<String, String> values = new LinkedHashMap<>();
        arg.arguments()
                .forEach((name, value) -> Optional.ofNullable(given.get(name))
                        .or(() -> value.isPresent() ? Optional.empty() : Optional.ofNullable(globals.get(name)))
                        .ifPresent(set -> values.put(name, set)));
        return values;
    }

    /**
     * What they are: what the build gives, else the default, else the value that an {@code ARG} before the first {@code FROM} has.
     *
     * @param environment the image's variables, which a default may name
     */
    public Map<String, String> values(Map<String, String> environment) {
        Map<String, String> known = new LinkedHashMap<>(environment);
        Map<String, String> values = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (PREDEFINED.contains(name)) {
                values.put(name, value);
            }
        });
        defaults.forEach((name, value) -> Optional.ofNullable(given.get(name))
                .or(() -> value.map(text -> Variables.substitute(text, known)))
                .or(() -> Optional.ofNullable(globals.get(name)))
                .ifPresent(set -> {
                    values.put(name, set);
                    known.putIfAbsent(name, set);
                }));
        return values;
    }
}
