package dev.slipway.runtime.gpu;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A version of NVIDIA's driver, such as {@code 550.54.14}: two to four numbers, compared one after another.
 *
 * @param numbers the first of them is the branch
 */
public record DriverVersion(List<Integer> numbers) implements Comparable<DriverVersion> {
    private static final Pattern FORM = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){1,3}");

    public DriverVersion {
        if (numbers.size() < 2) {
            throw new IllegalArgumentException("a driver version has two numbers or more");
        }
        numbers = List.copyOf(numbers);
    }

    /**
     * Reads {@code 550.54.14}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static DriverVersion parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a driver version such as 550.54.14: " + text);
        }
        return new DriverVersion(
                Arrays.stream(text.split("\\.", -1)).map(Integer::valueOf).toList());
    }

    /** The release branch, 550 of {@code 550.54.14}. */
    public int branch() {
        return numbers.getFirst();
    }

    public boolean isAtLeast(DriverVersion other) {
        return compareTo(other) >= 0;
    }

    /** A number that is not there counts as zero, so that {@code 570.26} and {@code 570.26.0} are neither older. */
    @Override
    public int compareTo(DriverVersion other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int order = Integer.compare(numberAt(i), other.numberAt(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int numberAt(int index) {
        return index < numbers.size() ? numbers.get(index) : 0;
    }

    /** As NVIDIA writes it: every number after the first with two digits or more. */
    @Override
    public String toString() {
        return branch() + numbers.stream().skip(1).map("%02d"::formatted).collect(Collectors.joining(".", ".", ""));
    }
}
