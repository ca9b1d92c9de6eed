package dev.slipway.dockerfile;

import dev.slipway.operation.Progress;
import dev.slipway.operation.Progress.StepProgress;
import dev.slipway.operation.Progress.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Derives a build's progress from the engine's log, in which Docker and Podman begin each step with its number. */
public final class StepMeter {
    private static final Pattern STEP = Pattern.compile("(?i)step (\\d{1,6})/(\\d{1,6}) ?: (.*)");
    private static final Pattern CACHED = Pattern.compile("\\s*-+> Using cache.*");
    private static final int LONGEST = 200;

    private final Map<String, String> names;
    private final List<StepProgress> done = new ArrayList<>();
    private String instruction = "";
    private int step;
    private int total;
    private long began;
    private boolean cached;

    /**
     * Measures one build.
     *
     * @param names what people call its bases, by the names that the engine is told
     */
    public StepMeter(Map<String, String> names) {
        this.names = names;
    }

    /**
     * Takes note of a line.
     *
     * @param at now, in nanoseconds of any origin
     */
    public void heard(String line, long at) {
        Matcher begins = STEP.matcher(line);
        if (begins.matches()) {
            end(cached ? StepState.CACHED : StepState.DONE, at);
            step = Integer.parseInt(begins.group(1));
            total = Integer.parseInt(begins.group(2));
            String text = begins.group(3);
            for (var name : names.entrySet()) {
                text = text.replace(name.getKey(), name.getValue());
            }
            instruction = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
            began = at;
            cached = false;
        } else if (CACHED.matcher(line).matches()) {
            cached = true;
        }
    }

    public void end(StepState state, long at) {
        if (step > done.size()) {
            done.add(new StepProgress(step, instruction, state, seconds(at)));
        }
    }

    /** The step at work, from 1; 0: none has begun. */
    public int step() {
        return step;
    }

    public Progress progress(long at) {
        List<StepProgress> steps = new ArrayList<>(done);
        if (step > done.size()) {
            steps.add(new StepProgress(step, instruction, StepState.RUNNING, seconds(at)));
        }
        return Progress.ofSteps(steps, Math.max(total, step));
    }

    private double seconds(long at) {
        return Math.round((at - began) / 1e8) / 10.0;
    }
}
