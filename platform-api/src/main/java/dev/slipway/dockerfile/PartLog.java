package dev.slipway.dockerfile;

import dev.slipway.catalog.dockerfile.Stage.Step;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the log of a part of a Dockerfile into a piece of the whole build's log: steps have the numbers of the whole
 * Dockerfile, the steps that Slipway put before them are left out, and so are the engine's lines that report success at the end
 * of a part.
 */
final class PartLog implements Consumer<String> {
    private static final Pattern STEP = Pattern.compile("(?i)step (\\d{1,6})(/\\d{1,6})? ?: .*");
    private static final Pattern END = Pattern.compile("Successfully (built|tagged) .*");

    private final int hidden;
    private final List<Step> steps;
    private final Beginning beginning;
    private final Consumer<String> log;
    private boolean tells;

    /** Told when a step begins. */
    interface Beginning {
        void begin(int number, String text);
    }

    /**
     * The log of one part.
     *
     * @param hidden how many steps Slipway put before it
     * @param steps its own, in order
     */
    PartLog(int hidden, List<Step> steps, Beginning beginning, Consumer<String> log) {
        this.hidden = hidden;
        this.steps = steps;
        this.beginning = beginning;
        this.log = log;
    }

    @Override
    public void accept(String line) {
        Matcher step = STEP.matcher(line);
        if (!step.matches()) {
            if (tells && !END.matcher(line).matches()) {
                log.accept(line);
            }
            return;
        }
        int index = Integer.parseInt(step.group(1)) - 1 - hidden;
        tells = index >= 0 && index < steps.size();
        if (tells) {
            beginning.begin(steps.get(index).number(), steps.get(index).text());
        }
    }
}
