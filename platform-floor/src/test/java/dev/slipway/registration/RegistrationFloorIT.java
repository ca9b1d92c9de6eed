package dev.slipway.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Life;
import dev.slipway.floor.Replica;
import dev.slipway.identity.Person;
import dev.slipway.operation.Operations;
import dev.slipway.queue.Serving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An administrator registers images, each by a process that dies a few steps later than the one before it. */
class RegistrationFloorIT {
    private static final Person ADMIN = new Person("admin-id", "admin");
    private static final int IMAGES = 30;
    private static final int STEPS_BETWEEN = 5;

    /** Each process holds a connection for its locks. */
    private static final int AT_ONCE = 8;

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    /** A registration commits its version, its pin, its check and its entry in the audit trail, or nothing; a check fetches the image first. */
    @Test
    void anImageIsRegisteredWholeOrNotAtAllAndItsCheckIsEndedByAnother() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> dying = new ArrayList<>();
            IntStream.range(0, IMAGES)
                    .forEach(number -> dying.add(threads.submit(() -> {
                        register("i" + number, new Life(number * STEPS_BETWEEN));
                        return true;
                    })));
            for (Future<?> one : dying) {
                one.get();
            }
        }
        List<String> registered = Floor.query("select image from image_version order by image");
        assertThat(registered.size()).as("some died before, and some after").isBetween(1, IMAGES - 1);
        assertThat(Floor.query("select name from image order by name")).isEqualTo(registered);
        assertThat(Floor.query("select image from image_pin order by image")).isEqualTo(registered);
        assertThat(Floor.query("select image from operation where kind = 'CHECK' order by image"))
                .isEqualTo(registered);
        assertThat(Floor.query("select count(*) from audit where action = 'image.register'"))
                .containsExactly(Integer.toString(registered.size()));
        try (Replica last = new Replica()) {
            last.begin(Operations.class);
            last.begin(Serving.class);
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(Floor.query("select distinct state from operation"))
                            .containsExactly("SUCCEEDED"));
        }
        assertThat(Floor.query("select image from image_check where report ->> 'server' = 'READY' order by image"))
                .isEqualTo(registered);
        assertThat(Floor.engine().containers().list()).isEmpty();
        assertThat(Floor.engine().volumes().list()).isEmpty();
        assertThat(Floor.query("select holder from bridge where holder is not null"))
                .isEmpty();
    }

    /** Registers it, and does its check, until the process dies. */
    private static void register(String name, Life life) throws InterruptedException {
        String reference = Floor.shelf().put(name);
        var run = new ImageRegistration.Run(
                List.of("serve", "8000"), Map.of(), 8000, "/", "/home/floor", "1000:100", null);
        var version =
                new ImageRegistration.VersionRegistration("1", reference, null, null, null, null, run, null, true);
        try (Replica process = new Replica()) {
            process.begin(Serving.class);
            boolean lives = life.live(() -> process.bean(Registration.class)
                    .register(new ImageRegistration(name, "An image", "", "test", version), ADMIN, kept -> {}));
            if (lives) {
                await().atMost(LONGEST)
                        .until(() -> life.isOver()
                                || Floor.query("select id from operation where finished_at is null and image = '" + name
                                                + "'")
                                        .isEmpty());
            }
            life.end();
        }
    }
}
