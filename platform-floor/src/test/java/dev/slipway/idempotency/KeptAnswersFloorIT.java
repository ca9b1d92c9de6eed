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
        return ask(key, "/things", request, this::make);
    }

    private Answer ask(String key, String path, String request, KeptAnswers.Act<String> act) {
        return answers.once(ANNA, answers.key(key, path, request), reply, act);
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
        assertThat(answer).isEqualTo(new Answer(201, "/things/t1", "{\"thing\":\"t1\"}", false));
        assertThat(ask("key", "request")).isEqualTo(new Answer(201, "/things/t1", "{\"thing\":\"t1\"}", true));
        assertThat(made).hasValue(1);
        assertThatThrownBy(() -> ask("key", "another")).isInstanceOf(ProblemException.class);
        Floor.clock().pass(Duration.ofDays(2));
        answers.forget(Duration.ofDays(1));
        assertThat(ask("key", "another").location()).isEqualTo("/things/t2");
    }

    @Test
    void aKeyIsAnotherOneAtAnotherPath() {
        ask("key", "request");
        assertThat(ask("key", "/others", "another", this::make).location()).isEqualTo("/things/t2");
    }

    @Test
    void anAnswerThatWasNeverWrittenIsWrittenWhenItIsAskedForAgain() {
        ask("key", "request");
        Floor.execute("update idempotency_key set body = null");
        assertThat(ask("key", "request").body()).isEqualTo("{\"thing\":\"t1\"}");
        assertThat(Floor.query("select body from idempotency_key")).containsExactly("{\"thing\":\"t1\"}");
    }

    @Test
    void oneThatIsRefusedIsDoneAnewWhenItIsSentAgain() {
        assertThatThrownBy(() -> ask("key", "/things", "request", kept -> {
                    throw new IllegalStateException("not now");
                }))
                .hasMessage("not now");
        assertThat(ask("key", "another").location()).isEqualTo("/things/t1");
    }

    @Test
    void whatAKilledProcessWasAtIsDoneByTheNextOne() {
        claimedByOneThatWasKilled();
        Floor.clock().pass(Duration.ofSeconds(16));
        assertThat(ask("key", "request").location()).isEqualTo("/things/t1");
    }

    /** One that was only slow: its act is not kept, since another has taken its place. */
    @Test
    void whoLosesItsClaimDoesNothing() {
        assertThatThrownBy(() -> ask("key", "/things", "request", kept -> {
                    Floor.clock().pass(Duration.ofSeconds(16));
                    assertThat(ask("key", "request").location()).isEqualTo("/things/t1");
                    return make(kept);
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("took the place");
        assertThat(ask("key", "request").location()).isEqualTo("/things/t1");
    }

    private void claimedByOneThatWasKilled() {
        ask("key", "request");
        made.set(0);
        Floor.execute("update idempotency_key set status = null, location = null, body = null");
    }

    @Test
    void keepsNoSecret() {
        Reply<String> secretive = new Reply<>(
                        201, thing -> "/things/" + thing, thing -> Map.of("thing", thing, "env", "hush"), Reply::lastOf)
                .keepingNone(Map.of("env", "hush"));
        String key = "hush";
        Answer first = answers.once(ANNA, answers.key(key, "/things", "hush"), secretive, this::make);
        assertThat(first.body()).isEqualTo("{\"thing\":\"t1\",\"env\":\"hush\"}");
        assertThat(answers.once(ANNA, answers.key(key, "/things", "hush"), secretive, this::make)
                        .body())
                .isEqualTo(first.body());
        assertThat(Floor.query("select idempotency_key::text from idempotency_key"))
                .singleElement()
                .asString()
                .contains("t1")
                .doesNotContain("hush");
    }

    @Test
    void allWhoAskAtOnceAreGivenTheAnswerOfOne() throws Exception {
        CyclicBarrier all = new CyclicBarrier(AT_ONCE);
        Set<String> given = new HashSet<>();
        int replayed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                asked.add(threads.submit(() -> {
                    meet(all);
                    return ask("key", "request");
                }));
            }
            for (Future<Answer> one : asked) {
                Answer answer = one.get(30, TimeUnit.SECONDS);
                given.add(answer.location() + " " + answer.body());
                replayed += answer.isReplayed() ? 1 : 0;
            }
        }
        assertThat(made).hasValue(1);
        assertThat(given).hasSize(1);
        assertThat(replayed).isEqualTo(AT_ONCE - 1);
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
