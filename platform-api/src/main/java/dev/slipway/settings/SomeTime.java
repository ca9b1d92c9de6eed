package dev.slipway.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a duration that is longer than nothing: {@code PT10M}, {@code P1D}, as ISO 8601 has it, or {@code 10m}, {@code 1d}. */
public final class SomeTime implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    /** @throws IllegalArgumentException when it is none, or nothing or less */
    @Override
    public Duration convert(String text) {
        Duration time = DurationConverter.parseDuration(text.strip());
        if (!time.isPositive()) {
            throw new IllegalArgumentException("longer than nothing, and not " + text);
        }
        return time;
    }
}
