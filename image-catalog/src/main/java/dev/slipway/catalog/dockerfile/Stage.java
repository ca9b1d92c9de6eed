package dev.slipway.catalog.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

        /** The text with another name for what it copies out of. */
        public String copyingFrom(String image) {
            return copiesFrom()
                    .map(from -> text.replaceFirst(
                            Pattern.quote("--from=" + from), Matcher.quoteReplacement("--from=" + image)))
                    .orElse(text);
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
