package dev.slipway.runtime.compatibility;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an image demands of a host in {@code NVIDIA_REQUIRE_CUDA} and its kin, in the <a
 * href="https://github.com/NVIDIA/nvidia-container-toolkit/tree/main/internal/requirements">NVIDIA Container Toolkit's
 * grammar</a>: alternatives stand between spaces, conditions that hold together between commas, as in {@code cuda>=12.4
 * brand=tesla,driver>=535,driver<536}. A condition on a property that is not known here counts for nothing; versions
 * compare number by number, as the container library does, so that NVIDIA's own {@code 450.80.02} is one, and properties and
 * brands without their case, as it does too, so that NVIDIA's own {@code CUDA>=12.3} is a demand.
 *
 * @param alternatives one of them has to hold; none: there is no demand
 */
public record Requirement(List<Alternative> alternatives) {
    /** Conditions that hold together, one or more. */
    public record Alternative(List<Condition> conditions) {
        public Alternative {
            conditions = List.copyOf(conditions);
        }

        private boolean isMetBy(RequirementFacts facts) {
            return conditions.stream().allMatch(condition -> condition.isMetBy(facts));
        }

        private boolean isOnDriver() {
            return conditions.stream().anyMatch(condition -> condition.property() == Property.DRIVER);
        }

        @Override
        public String toString() {
            return conditions.stream().map(Condition::toString).collect(Collectors.joining(","));
        }
    }

    /** One comparison. */
    public record Condition(Property property, Operator operator, String value) {
        private static final Pattern FORM = Pattern.compile("([^<>=!]*)(!=|<=|>=|=|<|>)([^<>=!]*)");
        private static final Pattern VERSION = Pattern.compile("v?\\d{1,9}(\\.\\d{1,9}){0,3}");

        /** Empty: on a property that is not known here. */
        private static Optional<Condition> parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a condition such as cuda>=12.4: " + text);
            }
            return Property.of(matcher.group(1))
                    .map(property -> new Condition(property, Operator.of(matcher.group(2)), matcher.group(3)));
        }

        public Condition {
            if (property != Property.BRAND && !VERSION.matcher(value).matches()) {
                throw new IllegalArgumentException("not a version: " + value);
            }
        }

        private boolean isMetBy(RequirementFacts facts) {
            String actual = facts.valueOf(property);
            return operator.holds(
                    property == Property.BRAND ? actual.compareToIgnoreCase(value) : compareVersions(actual, value));
        }

        private static int compareVersions(String left, String right) {
            return Arrays.compare(numbersOf(left), numbersOf(right));
        }

        /** Four numbers; those that are not written are zero. */
        private static int[] numbersOf(String version) {
            String[] written = (version.startsWith("v") ? version.substring(1) : version).split("\\.", -1);
            int[] numbers = new int[4];
            for (int i = 0; i < written.length; i++) {
                numbers[i] = Integer.parseInt(written[i]);
            }
            return numbers;
        }

        @Override
        public String toString() {
            return property.word() + operator.sign() + value;
        }
    }

    /** What a condition is about. */
    public enum Property {
        CUDA,
        DRIVER,
        ARCH,
        BRAND;

        private static Optional<Property> of(String word) {
            return Arrays.stream(values())
                    .filter(property -> property.word().equalsIgnoreCase(word))
                    .findFirst();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a condition compares. */
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        private static Operator of(String sign) {
            return Arrays.stream(values())
                    .filter(operator -> operator.sign.equals(sign))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no such operator: " + sign));
        }

        private boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    public Requirement {
        alternatives = List.copyOf(alternatives);
    }

    /**
     * Reads one variable's value.
     *
     * @throws IllegalArgumentException where a part is no condition, or compares a version with none
     */
    public static Requirement parse(String text) {
        List<Alternative> alternatives = new ArrayList<>();
        for (String term : text.split(" ", -1)) {
            List<Condition> conditions = Arrays.stream(term.split(",", -1))
                    .filter(condition -> !condition.isBlank())
                    .flatMap(condition -> Condition.parse(condition).stream())
                    .toList();
            if (!conditions.isEmpty()) {
                alternatives.add(new Alternative(conditions));
            }
        }
        return new Requirement(alternatives);
    }

    public boolean isMetBy(RequirementFacts facts) {
        return alternatives.isEmpty() || alternatives.stream().anyMatch(alternative -> alternative.isMetBy(facts));
    }

    /** Whether it holds by an alternative that names the driver: the image's maker knows that it works with that one. */
    boolean admitsDriver(RequirementFacts facts) {
        return alternatives.stream().anyMatch(alternative -> alternative.isOnDriver() && alternative.isMetBy(facts));
    }

    /** As the variable is written, properties in lower case. */
    @Override
    public String toString() {
        return alternatives.stream().map(Alternative::toString).collect(Collectors.joining(" "));
    }
}
