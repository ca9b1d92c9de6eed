package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineUnderTest;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every container engine does that reaches a registry on this host. */
abstract class PullingEngineContract extends EngineUnderTest {
    static TroubledRegistry registry;

    @BeforeAll
    static void openTheRegistry() {
        registry = new TroubledRegistry();
    }

    /** Where it is, {@code 127.0.0.1:PORT}. */
    static String registryAddress() {
        return registry.address();
    }

    @AfterAll
    static void closeTheRegistry() {
        registry.close();
    }

    /** A network is walled before it exists. */
    @Test
    void makesNoNetworkThatCannotBeWalled() {
        TestFirewall closed = new TestFirewall();
        closed.refuse();
        try (ContainerEngine engine = connect(closed)) {
            assertThatThrownBy(() -> engine.networks().ensure(network()))
                    .isInstanceOf(EngineException.Unavailable.class)
                    .hasMessageContaining("takes no rules");
            assertThatThrownBy(engine.networks()::wall).isInstanceOf(EngineException.Unavailable.class);
        }
        assertThat(networks().list()).isEmpty();
    }

    @Test
    void wallsAContainerWithinItsNetworkOnceItRuns() {
        TestFirewall firewall = new TestFirewall();
        create("sleep 60");
        try (ContainerEngine engine = connect(firewall)) {
            engine.networks().wallWithin(containers().find(id()).orElseThrow());
            assertThat(firewall.walled()).isEmpty();
            containers().start(id());
            Container running = containers().find(id()).orElseThrow();
            engine.networks().wallWithin(running);
            assertThat(firewall.walled()).containsExactly(((ContainerState.Running) running.state()).pid());
            firewall.refuse();
            assertThatThrownBy(() -> engine.networks().wallWithin(running))
                    .isInstanceOf(EngineException.Unavailable.class);
        }
    }

    @Override
    protected ContainerEngine connect() {
        return connect(new TestFirewall());
    }

    /** Connects to the engine, whose networks that firewall walls. */
    abstract ContainerEngine connect(Firewall firewall);

    @ParameterizedTest
    @CsvSource({"missing, NotFound", "unnamed, NotFound", "denied, NotFound", "broken, Unavailable", "cut, Unavailable"
    })
    void tellsWhatIsNotThereFromWhatIsInTrouble(String name, String meaning) {
        EngineException fault = pull(name);
        assertThat(fault.getClass().getSimpleName()).as(fault.getMessage()).isEqualTo(meaning);
    }

    /** EPERM; a program is to believe of a few that there is no such call, ENOSYS. */
    @Test
    void letsAContainerMakeTheSystemCallsThatTodaysDockerDoesAndNoOther() {
        create("sleep 60", DeviceAccess.NONE);
        containers().start(id());
        assertThat(SystemCall.open()).allSatisfy(call -> assertThat(errno(call)).isZero());
        assertThat(SystemCall.closedByTodaysDocker())
                .allSatisfy(call -> assertThat(errno(call)).isEqualTo(1));
        assertThat(SystemCall.closedByEveryDocker())
                .allSatisfy(call -> assertThat(errno(call)).isEqualTo(1));
        assertThat(SystemCall.unknown())
                .allSatisfy(call -> assertThat(errno(call)).isEqualTo(38));
    }

    /** Where the engine has all capabilities, the kernel lets no program in the container lower that again. */
    @Test
    void hasTheKernelEndAContainerBeforeWhatTheHostItselfRuns() {
        create("sleep 60", DeviceAccess.NONE);
        containers().start(id());
        assertThat(containers()
                        .exec(id(), List.of("cat", "/proc/1/oom_score_adj"), Duration.ofSeconds(10))
                        .orElseThrow()
                        .output()
                        .strip())
                .isEqualTo("500");
    }

    @Test
    void hasTheKernelEndAStepOfABuildBeforeWhatTheHostItselfRuns() {
        networks().ensure(network());
        List<String> log = new ArrayList<>();
        String base = images().find(image()).orElseThrow().digest();
        images().remove(new ImageReference(builds().step(step(base, "cat /proc/self/oom_score_adj"), log::add)));
        assertThat(log).containsExactly("500");
    }

    private int errno(SystemCall call) {
        return containers()
                .exec(id(), List.of("/calls/" + call.name()), Duration.ofSeconds(10))
                .orElseThrow()
                .exitCode();
    }

    @Test
    void letsAStepOfABuildMakeNoneThatTodaysDockerCloses() {
        networks().ensure(network());
        List<String> log = new ArrayList<>();
        String script = SystemCall.closedByTodaysDocker().stream()
                .map(call -> "/calls/" + call.name() + "; echo $?; ")
                .collect(Collectors.joining());
        String base = images().find(image()).orElseThrow().digest();
        images().remove(new ImageReference(builds().step(step(base, script), log::add)));
        assertThat(log).hasSize(SystemCall.closedByTodaysDocker().size()).containsOnly("1");
    }

    /** What one tenant could take of what the kernel has for all. */
    @Test
    void boundsWhatAProcessTakesOfTheKernels() {
        create("sleep 60", DeviceAccess.NONE);
        containers().start(id());
        String limits = containers()
                .exec(id(), List.of("cat", "/proc/self/limits"), Duration.ofSeconds(10))
                .orElseThrow()
                .output();
        assertThat(limits)
                .containsPattern("Max open files +16384 +16384")
                .containsPattern("Max locked memory +8388608 +8388608")
                .containsPattern("Max pending signals +8192 +8192")
                .containsPattern("Max msgqueue size +819200 +819200");
    }

    /** What compilers make in it, their callers load; nothing in it makes anyone more than they are. */
    @Test
    void runsProgramsOutOfScratch() {
        create("sleep 60", DeviceAccess.NONE);
        containers().start(id());
        String script = "printf '#!/bin/sh\\necho ran\\n' >/tmp/program && chmod 700 /tmp/program && /tmp/program"
                + " && while read -r _ at _ options _; do [ \"$at\" != /tmp ] || echo \"$options\"; done </proc/mounts";
        String said = containers()
                .exec(id(), List.of("/bin/sh", "-c", script), Duration.ofSeconds(10))
                .orElseThrow()
                .output();
        assertThat(said).startsWith("ran").contains("nosuid", "nodev").doesNotContain("noexec");
    }

    @Test
    void readsFilesOfAnImageOfWhichNothingRuns() {
        SystemCall call = SystemCall.open().getFirst();
        String file = "/calls/" + call.name();
        assertThat(images().readFiles(image(), List.of(file, "/bin/sh", "/bin", "/none"), Bytes.ofMebi(1)))
                .containsOnlyKeys(file)
                .hasEntrySatisfying(file, content -> assertThat(content).isEqualTo(call.program()));
        assertThat(images().readFiles(image(), List.of(file), new Bytes(10))).isEmpty();
        assertThat(containers().list()).isEmpty();
    }

    final EngineException pull(String name) {
        ImageReference image = new ImageReference(registry.address() + "/" + name + "/image:1");
        return catchThrowableOfType(
                EngineException.class, () -> images().pull(image, Optional.empty(), progress -> {}));
    }
}
