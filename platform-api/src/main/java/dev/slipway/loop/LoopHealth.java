package dev.slipway.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.jspecify.annotations.Nullable;

/** Whether all that repeats goes on. Where something hangs, the process is to be started anew; a fault that lasts is no reason. */
@Liveness
@ApplicationScoped
class LoopHealth implements HealthCheck {
    private final Loops loops;

    LoopHealth(Loops loops) {
        this.loops = loops;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health = HealthCheckResponse.named("loops").up();
        for (Loop loop : loops.all()) {
            health.withData(loop.name(), sentence(loop));
            if (!loop.lives()) {
                health.down();
            }
        }
        return health.build();
    }

    private static String sentence(Loop loop) {
        @Nullable Duration inRound = loop.inRound();
        @Nullable Duration sinceDone = loop.sinceDone();
        if (!loop.lives()) {
            return inRound == null ? "ended" : "hangs, in one round for " + inRound.toSeconds() + " s";
        }
        if (loop.failures() > 0) {
            return "failed " + loop.failures() + " times in a row";
        }
        if (loop.isStandingBy()) {
            return "done by another process";
        }
        return sinceDone == null ? "begins" : "done " + sinceDone.toSeconds() + " s ago";
    }
}
