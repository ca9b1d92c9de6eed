package dev.slipway.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/**
 * Refuses text with half a character in it: JSON can write one of the two halves of a surrogate pair alone ({@code "\ud800"}), which
 * no encoding can, so that a question mark would be kept in its place. Refuses NUL too, which PostgreSQL has in no text.
 */
final class WholeText extends StringDeserializer {
    private static final long serialVersionUID = 1L;

    private WholeText() {}

    /** Such a text was read. */
    static final class BrokenException extends MismatchedInputException {
        private static final long serialVersionUID = 1L;

        /** What is wrong with it. */
        private final String what;

        private BrokenException(JsonParser parser, String what) {
            super(parser, what, String.class);
            this.what = what;
        }

        String what() {
            return what;
        }
    }

    /** For every text of a request, and every name in it. */
    static SimpleModule module() {
        return new SimpleModule("whole-text")
                .addDeserializer(String.class, new WholeText())
                .addKeyDeserializer(String.class, new KeyDeserializer() {
                    @Override
                    public Object deserializeKey(String key, DeserializationContext context) throws IOException {
                        return whole(key, context.getParser());
                    }
                });
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return whole(super.deserialize(parser, context), parser);
    }

    private static String whole(String text, JsonParser parser) throws BrokenException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw new BrokenException(parser, "has half a character in it (a lone surrogate)");
            } else if (text.charAt(i) == 0) {
                throw new BrokenException(parser, "has a NUL character in it");
            }
        }
        return text;
    }
}
