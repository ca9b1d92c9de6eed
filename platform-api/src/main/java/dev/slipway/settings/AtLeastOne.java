package dev.slipway.settings;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a whole number that is one or more. */
public final class AtLeastOne implements Converter<Integer> {
    private static final long serialVersionUID = 1L;

    /** @throws IllegalArgumentException when it is none, or less */
    @Override
    public Integer convert(String text) {
        return Bounds.wholeNumber(text, 1);
    }
}
