package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngineContract;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
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
abstract class PullingEngineContract extends ContainerEngineContract {
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
        engine.startContainer(id);
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
        engine.startContainer(id);
        assertThat(engine.exec(id, List.of("cat", "/proc/1/oom_score_adj"), Duration.ofSeconds(10))
                        .orElseThrow()
                        .output()
                        .strip())
                .isEqualTo("500");
    }

    @Test
    void hasTheKernelEndAStepOfABuildBeforeWhatTheHostItselfRuns() {
        engine.ensureNetwork(network());
        List<String> log = new ArrayList<>();
        String base = engine.findImage(image()).orElseThrow().digest();
        engine.removeImage(new ImageReference(engine.buildStep(step(base, "cat /proc/self/oom_score_adj"), log::add)));
        assertThat(log).containsExactly("500");
    }

    private int errno(SystemCall call) {
        return engine.exec(id, List.of("/calls/" + call.name()), Duration.ofSeconds(10))
                .orElseThrow()
                .exitCode();
    }

    @Test
    void letsAStepOfABuildMakeNoneThatTodaysDockerCloses() {
        engine.ensureNetwork(network());
        List<String> log = new ArrayList<>();
        String script = SystemCall.closedByTodaysDocker().stream()
                .map(call -> "/calls/" + call.name() + "; echo $?; ")
                .collect(Collectors.joining());
        String base = engine.findImage(image()).orElseThrow().digest();
        engine.removeImage(new ImageReference(engine.buildStep(step(base, script), log::add)));
        assertThat(log).hasSize(SystemCall.closedByTodaysDocker().size()).containsOnly("1");
    }

    /** What one tenant could take of what the kernel has for all. */
    @Test
    void boundsWhatAProcessTakesOfTheKernels() {
        create("sleep 60", DeviceAccess.NONE);
        engine.startContainer(id);
        String limits = engine.exec(id, List.of("cat", "/proc/self/limits"), Duration.ofSeconds(10))
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
        engine.startContainer(id);
        String script = "printf '#!/bin/sh\\necho ran\\n' >/tmp/program && chmod 700 /tmp/program && /tmp/program"
                + " && while read -r _ at _ options _; do [ \"$at\" != /tmp ] || echo \"$options\"; done </proc/mounts";
        String said = engine.exec(id, List.of("/bin/sh", "-c", script), Duration.ofSeconds(10))
                .orElseThrow()
                .output();
        assertThat(said).startsWith("ran").contains("nosuid", "nodev").doesNotContain("noexec");
    }

    @Test
    void readsFilesOfAnImageOfWhichNothingRuns() {
        SystemCall call = SystemCall.open().getFirst();
        String file = "/calls/" + call.name();
        assertThat(engine.readFiles(image(), List.of(file, "/bin/sh", "/bin", "/none"), Bytes.ofMebi(1)))
                .containsOnlyKeys(file)
                .hasEntrySatisfying(file, content -> assertThat(content).isEqualTo(call.program()));
        assertThat(engine.readFiles(image(), List.of(file), new Bytes(10))).isEmpty();
        assertThat(engine.containers()).isEmpty();
    }

    final EngineException pull(String name) {
        ImageReference image = new ImageReference(registry.address() + "/" + name + "/image:1");
        return catchThrowableOfType(
                EngineException.class, () -> engine.pullImage(image, Optional.empty(), progress -> {}));
    }
}
