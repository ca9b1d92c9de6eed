package dev.slipway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.database.Database;
import dev.slipway.floor.Floor;
import dev.slipway.identity.Caller;
import dev.slipway.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are given again. */
class KeptAnswersFloorIT {
    private static final Caller ANNA = new Caller("anna-id", "anna", new TreeSet<>(), new TreeSet<>());
    private static final int AT_ONCE = 8;

    private final KeptAnswers answers = Floor.bean(KeptAnswers.class);
    private final Database database = Floor.bean(Database.class);
    private final AtomicInteger made = new AtomicInteger();
    private final Reply<String> reply =
            new Reply<>(201, thing -> "/things/" + thing, thing -> Map.of("thing", thing), Reply::lastOf);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    private Answer ask(String key, String request) {
        return answers.once(ANNA, answers.key(key, request), reply, this::make);
    }

    private String make(Consumer<String> kept) {
        return database.transact(() -> {
            String thing = "t" + made.incrementAndGet();
            kept.accept(thing);
            return thing;
        });
    }

    @Test
    void theSameRequestIsDoneOnceAndAnotherOneOfItsKeyIsRefused() {
        Answer answer = ask("key", "request");
        assertThat(answer).isEqualTo(new Answer(201, "/things/t1", "{\"thing\":\"t1\"}"));
        assertThat(ask("key", "request")).isEqualTo(answer);
        assertThat(made).hasValue(1);
        assertThatThrownBy(() -> ask("key", "another")).isInstanceOf(ProblemException.class);
        Floor.clock().pass(Duration.ofDays(2));
        answers.forget(Duration.ofDays(1));
        assertThat(ask("key", "another").location()).isEqualTo("/things/t2");
    }

    @Test
    void anAnswerThatWasNeverWrittenIsWrittenWhenItIsAskedForAgain() {
        ask("key", "request");
        Floor.execute("update idempotency_key set body = ''");
        assertThat(ask("key", "request").body()).isEqualTo("{\"thing\":\"t1\"}");
        assertThat(Floor.query("select body from idempotency_key")).containsExactly("{\"thing\":\"t1\"}");
    }

    /** All have found no answer before one of them makes the first. */
    @Test
    void allWhoAskAtOnceAreGivenTheAnswerOfOne() throws Exception {
        CyclicBarrier all = new CyclicBarrier(AT_ONCE);
        Set<Answer> given = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = new ArrayList<>();
            IntStream.range(0, AT_ONCE)
                    .forEach(number -> asked.add(
                            threads.submit(() -> answers.once(ANNA, answers.key("key", "request"), reply, kept -> {
                                meet(all);
                                return make(kept);
                            }))));
            for (Future<Answer> one : asked) {
                given.add(one.get(30, TimeUnit.SECONDS));
            }
        }
        assertThat(made).hasValue(AT_ONCE);
        assertThat(given).hasSize(1);
        assertThat(Floor.query("select location from idempotency_key")).hasSize(1);
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
