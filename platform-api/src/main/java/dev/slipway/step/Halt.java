package dev.slipway.step;

import dev.slipway.step.Steps.Moment;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends the process at a step, as {@code kill -9} would, where a setting says so: {@code slipway.halt-at=make-container:after}. For
 * tests with real processes alone, which see whether another one goes on from there.
 */
@ApplicationScoped
class Halt {
    private static final Logger LOG = Logger.getLogger(Halt.class);
    private static final int KILLED = 137;

    private final Optional<String> where;

    Halt(@ConfigProperty(name = "slipway.halt-at") Optional<String> where) {
        this.where = where;
    }

    void start(@Observes StartupEvent event) {
        where.ifPresent(place -> Steps.watch((step, moment) -> {
            if (place.equals(Steps.word(step) + (moment == Moment.BEFORE ? ":before" : ":after"))) {
                LOG.warnf("ends as it is set to at=%s", place);
                Runtime.getRuntime().halt(KILLED);
            }
        }));
    }
}
