package dev.slipway.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.activity.Activity.State;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivityTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration GAP = Duration.ofSeconds(100);

    @Test
    void countsFromTheStartWhereNothingHappens() {
        Activity activity = looked(looked(Activity.atStart(START), 30, quiet()), 60, quiet());
        assertThat(activity.state()).isEqualTo(State.IDLE);
        assertThat(activity.idleFrom()).isEqualTo(START);
    }

    @ParameterizedTest
    @EnumSource(ActivityPart.class)
    void takesEachPartForActivity(ActivityPart part) {
        Activity active = looked(Activity.atStart(START), 30, with(part, new Sign.Seen(at(20), "something")));
        assertThat(active.state()).isEqualTo(State.ACTIVE);
        assertThat(active.parts().get(part))
                .isEqualTo(new Activity.Standing(State.ACTIVE, Optional.of(at(20)), "something"));
        assertThat(active.activeAt()).isEqualTo(at(20));
        Activity later = looked(active, 60, quiet());
        assertThat(later.state()).isEqualTo(State.IDLE);
        assertThat(later.idleFrom()).isEqualTo(at(20));
        assertThat(later.parts())
                .containsEntry(part, new Activity.Standing(State.IDLE, Optional.of(at(20)), "nothing"));
    }

    @ParameterizedTest
    @EnumSource(ActivityPart.class)
    void takesNoPartForIdleThatCannotBeTold(ActivityPart part) {
        Activity activity = looked(Activity.atStart(START), 30, with(part, new Sign.Unknown("no answer")));
        assertThat(activity.state()).isEqualTo(State.UNKNOWN);
        assertThat(activity.unknown()).isEqualTo(part.word() + ": no answer");
        Activity told = looked(activity, 60, quiet());
        assertThat(told.state()).isEqualTo(State.IDLE);
        assertThat(told.idleFrom()).as("nobody knows what was before").isEqualTo(at(30));
        assertThat(told.activeAt()).as("and nobody says that it did something").isEqualTo(START);
    }

    @Test
    void isActiveByOnePartThoughAnotherCannotBeTold() {
        Map<ActivityPart, Sign> signs = with(ActivityPart.GPUS, new Sign.Seen(at(30), "computes"));
        signs.put(ActivityPart.KERNELS, new Sign.Unknown("no answer"));
        assertThat(looked(Activity.atStart(START), 30, signs).state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void takesAPartThatWasNotLookedAtForUnknown() {
        Map<ActivityPart, Sign> signs = quiet();
        signs.remove(ActivityPart.TERMINALS);
        assertThat(looked(Activity.atStart(START), 30, signs).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void takesNoTimeForIdleInWhichNobodyLooked() {
        Activity activity = looked(Activity.atStart(START), 30, quiet());
        Activity afterwards = looked(activity, 3600, quiet());
        assertThat(afterwards.state()).isEqualTo(State.IDLE);
        assertThat(afterwards.idleFrom()).isEqualTo(at(3600));
        Activity ofAnotherProcess = looked(Activity.atStart(START), 3600, quiet());
        assertThat(ofAnotherProcess.idleFrom()).isEqualTo(at(3600));
    }

    @Test
    void believesNoTimeToCome() {
        Activity activity = looked(
                Activity.atStart(START), 30, with(ActivityPart.TERMINALS, new Sign.Seen(at(9999), "a terminal")));
        assertThat(activity.activeAt()).isEqualTo(at(30));
    }

    @Test
    void isIdleThoughItTellsOfWhatHappenedBeforeTheLastLook() {
        Map<ActivityPart, Sign> once = with(ActivityPart.TERMINALS, new Sign.Seen(at(20), "a terminal"));
        Activity activity = looked(looked(Activity.atStart(START), 30, once), 60, once);
        assertThat(activity.state()).isEqualTo(State.IDLE);
        assertThat(activity.idleFrom()).isEqualTo(at(20));
    }

    @Test
    void countsWhatAnotherProcessSaw() {
        Activity activity = looked(Activity.atStart(START).alsoActiveAt(Optional.of(at(25))), 30, quiet());
        assertThat(activity.idleFrom()).isEqualTo(at(25));
    }

    private static Activity looked(Activity before, int seconds, Map<ActivityPart, Sign> signs) {
        return before.after(signs, at(seconds), GAP);
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }

    private static Map<ActivityPart, Sign> with(ActivityPart part, Sign sign) {
        Map<ActivityPart, Sign> signs = quiet();
        signs.put(part, sign);
        return signs;
    }

    private static Map<ActivityPart, Sign> quiet() {
        Map<ActivityPart, Sign> signs = new EnumMap<>(ActivityPart.class);
        for (ActivityPart part : ActivityPart.values()) {
            signs.put(part, new Sign.Quiet("nothing"));
        }
        return signs;
    }
}
