package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.registry.Platform;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The arguments that every build has of the machine it is for and the one it runs on, which here are one and the same
 * (<a href="https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope">platform arguments</a>).
 * {@code FROM} knows them; a stage does where an {@code ARG} declares them.
 */
final class PlatformArguments {
    private PlatformArguments() {}

    static Map<String, String> of(Platform platform) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String prefix : new String[] {"BUILD", "TARGET"}) {
            arguments.put(prefix + "PLATFORM", platform.toString());
            arguments.put(prefix + "OS", platform.os());
            arguments.put(prefix + "ARCH", platform.architecture());
            arguments.put(prefix + "VARIANT", "");
        }
        return arguments;
    }

    /** Whether {@code FROM --platform} means that platform: {@code linux/amd64}, {@code linux/x86_64/v1}, {@code amd64}, {@code linux}. */
    static boolean means(String written, Platform platform) {
        String[] parts = written.split("/", -1);
        return switch (parts.length) {
            case 1 ->
                written.equalsIgnoreCase(platform.os())
                        || Platform.named(platform.os(), written).equals(platform);
            case 2 -> Platform.named(parts[0], parts[1]).equals(platform);
            case 3 ->
                Platform.named(parts[0], parts[1]).equals(platform)
                        && platform.isOfEveryProcessor(parts[2].toLowerCase(Locale.ROOT));
            default -> false;
        };
    }
}
