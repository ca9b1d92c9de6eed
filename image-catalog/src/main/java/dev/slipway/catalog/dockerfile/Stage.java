package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.dockerfile.Words.Flags;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;

/**
 * A stage of a Dockerfile: {@code FROM}, and what stands up to the next one.
 *
 * @param from the step that begins it
 * @param base the image or the earlier stage that it begins with, arguments in their places
 * @param name what later stages call it, beside its number from 0
 * @param steps what follows, in order
 */
public record Stage(Step from, String base, Optional<String> name, List<Step> steps) {
    public Stage {
        steps = List.copyOf(steps);
    }

    /**
     * One instruction.
     *
     * @param number its place in the Dockerfile, from 1
     * @param text the whole of it on one line
     */
    public record Step(int number, String text, Instruction instruction) {
        /** The stage or image that it copies out of, where it does that. */
        public Optional<String> copiesFrom() {
            return instruction instanceof Instruction.Copy copy ? copy.from() : Optional.empty();
        }

        /**
         * What the engine's builder is given for it. No {@code ADD} is among that, triggers included: the engine would fetch, from
         * where it stands on the host's own network, what the {@code ADD} names once variables, quotes and escapes are read as the
         * engine reads them. {@code COPY} does the same with files, which are all that an {@code ADD} here may take, and fetches
         * nothing whatever it is told.
         *
         * @param exact gives the name of the image for what a {@code COPY} copies out of
         */
        public String forEngine(UnaryOperator<String> exact) {
            return forEngine(text, exact);
        }

        private static String forEngine(String text, UnaryOperator<String> exact) {
            Matcher matcher = InstructionReader.INSTRUCTION.matcher(text);
            if (!matcher.matches() || matcher.group(2) == null) {
                return text;
            }
            String rest = matcher.group(2).strip();
            return switch (matcher.group(1).toUpperCase(Locale.ROOT)) {
                case "ONBUILD" -> "ONBUILD " + forEngine(rest, exact);
                case "ADD", "COPY" -> "COPY " + withExactFrom(Words.flags(rest), exact);
                default -> text;
            };
        }

        private static String withExactFrom(Flags words, UnaryOperator<String> exact) {
            var written = new StringBuilder();
            words.flags()
                    .forEach((name, value) -> written.append("--")
                            .append(name)
                            .append('=')
                            .append(name.equals("from") ? exact.apply(value) : value)
                            .append(' '));
            return written + words.rest();
        }

        /** Whether it takes files of the build's context. */
        public boolean takesFiles() {
            return switch (instruction) {
                case Instruction.Add add -> true;
                case Instruction.Copy copy -> copy.from().isEmpty();
                default -> false;
            };
        }
    }
}
