package dev.slipway.watch;

import dev.slipway.database.Channel;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Carries {@link ChangeSignal}s between the platform's processes. */
@ApplicationScoped
class ChangeLine {
    private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
    private static final Duration LONGEST_LISTEN = Duration.ofSeconds(20);

    /** What changes within it is told at once, in one word for each thing. */
    private static final Duration TOGETHER = Duration.ofMillis(20);

    private final Channel channel;
    private final ChangeSignal signal;
    private final Event<ChangedElsewhere> changes;

    ChangeLine(Channel channel, ChangeSignal signal, Event<ChangedElsewhere> changes) {
        this.channel = channel;
        this.signal = signal;
        this.changes = changes;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(BETWEEN_WORDS, "changes-told", Reach.PROCESS), signal.bell(), this::tell);
        loops.begin(Schedule.every(Duration.ZERO, "changes-heard", Reach.PROCESS), this::hear);
    }

    private void tell() throws InterruptedException {
        Thread.sleep(TOGETHER); // in which more comes that is told at once
        Set<String> ids = signal.untold();
        if (ids.isEmpty()) {
            return;
        }
        try {
            channel.say(ids);
        } catch (SQLException e) {
            signal.tellAgain(ids);
            throw new IllegalStateException("changes are not told", e);
        }
    }

    private void hear() {
        Optional<List<String>> heard;
        try {
            heard = channel.hear(LONGEST_LISTEN);
        } catch (SQLException e) {
            signal.disconnected();
            throw new IllegalStateException("changes are not heard", e);
        }
        if (heard.isEmpty()) {
            signal.connected();
        } else if (!heard.get().isEmpty()) {
            List<String> ids = List.copyOf(Set.copyOf(heard.get()));
            ids.forEach(signal::hear);
            changes.fire(new ChangedElsewhere(ids));
        }
    }
}
