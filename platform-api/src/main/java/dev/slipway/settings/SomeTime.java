package dev.slipway.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Reads a duration that is longer than nothing: {@code PT10M}, {@code P1D}, as ISO 8601 has it, or {@code 10m}, {@code 1d}. */
public final class SomeTime implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    /**
     * Reads it; null where there is no text, which is a setting that is absent.
     *
     * @throws IllegalArgumentException when it is no duration, or nothing or less
     */
    @Override
    public @Nullable Duration convert(String text) {
        Duration time = DurationConverter.parseDuration(text.strip());
        if (time != null && !time.isPositive()) {
            throw new IllegalArgumentException("; it has to be longer than nothing, and is " + text);
        }
        return time;
    }
}
