package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DockerContainerEngineIT extends PullingEngineContract {
    private static final ImageReference BUILT = new ImageReference("localhost/slipway-test/bounded:1");
    private static final SubnetPool SUBNETS = new SubnetPool(Subnet.parse("10.214.0.0/16"));

    @BeforeAll
    static void bringTheImage() {
        ShellImage.importWith("docker");
    }

    @Override
    protected ContainerEngine engine() {
        return new DockerContainerEngine(
                URI.create("unix:///var/run/docker.sock"), new InstallationId("contract"), SUBNETS);
    }

    @Override
    protected ImageReference image() {
        return ShellImage.REFERENCE;
    }

    @Test
    void saysThatItCannotReachAnEngineThatIsNotThere() {
        try (ContainerEngine nowhere = new DockerContainerEngine(
                URI.create("unix:///nonexistent/docker.sock"), new InstallationId("contract"), SUBNETS)) {
            assertThatThrownBy(nowhere::info).isInstanceOf(EngineException.Unavailable.class);
        }
    }

    /** Podman tries for half a minute by itself. */
    @Test
    void takesARegistryThatWantsToBeLeftAloneForOneInTrouble() {
        assertThat(pull("busy")).isInstanceOf(EngineException.Unavailable.class);
    }

    @Test
    void speaksTheVersionOfTheApiThatItIsWrittenFor() {
        try (ContainerEngine engine = engine()) {
            assertThat(engine.info().apiVersion()).isEqualTo("1.41");
        }
    }

    @Test
    void boundsWhatABuildUses() {
        List<String> log = new ArrayList<>();
        engine.ensureNetwork(network());
        engine.buildImage(
                build(BUILT, Bytes.ofGibi(1)),
                context("FROM " + image() + "\nRUN cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max"
                        + " || cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us\n"),
                log::add);
        engine.removeImage(BUILT);
        assertThat(log).contains("268435456").anyMatch(line -> line.startsWith("100000"));
    }

    @Test
    void stopsABuildThatWritesTooMuch() {
        engine.ensureNetwork(network());
        int before = engine.images().size();
        assertThatThrownBy(() -> engine.buildImage(
                        build(BUILT, Bytes.ofMebi(32)),
                        context("FROM " + image() + "\nRUN echo " + id + "\nRUN cat /dev/zero > /zeros\n"),
                        line -> {}))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("more than the 32Mi");
        assertThat(engine.images()).hasSize(before);
    }

    @Test
    void stopsABuildThatNobodyWantsAnyMore() throws InterruptedException {
        engine.ensureNetwork(network());
        int before = engine.images().size();
        CountDownLatch sleeps = new CountDownLatch(1);
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread build = Thread.ofVirtual().start(() -> {
            try {
                engine.buildImage(
                        build(BUILT, Bytes.ofGibi(1)),
                        context("FROM " + image() + "\nENV STEP=" + id + "\nRUN echo begun " + id + " && sleep 600\n"),
                        line -> {
                            if (line.equals("begun " + id)) {
                                sleeps.countDown();
                            }
                        });
            } catch (EngineException e) {
                fault.set(e);
            }
        });
        assertThat(sleeps.await(30, TimeUnit.SECONDS)).isTrue();
        build.interrupt();
        assertThat(build.join(Duration.ofSeconds(10))).isTrue();
        assertThat(fault.get()).isInstanceOf(EngineException.Unavailable.class);
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> engine.removeNetwork(id));
        assertThat(engine.images()).hasSize(before);
    }

    /** Its container toolkit is not in Debian; the request is the one that Docker documents for it. */
    @Test
    void asksForNvidiasRuntimeAndNamesItWhereItIsMissing() {
        create(
                "sleep 60",
                DeviceAccess.requested(DeviceAccess.NVIDIA, List.of("GPU-51a9ca7e-0000-4000-8000-000000000000")));
        assertThatThrownBy(() -> engine.startContainer(id))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("could not select device driver \"nvidia\"");
    }

    @Test
    void saysThatItKnowsNoDevicesByName() {
        assertThat(engine.info().cdi()).isFalse();
    }

    /** Docker's default pools hold 31 networks. */
    @Test
    void makesAsManyNetworksAsALargeTeamNeeds() {
        List<ResourceId> ids = IntStream.range(0, 40)
                .mapToObj(n -> new ResourceId("team-" + n))
                .toList();
        try (ContainerEngine engine = engine()) {
            ids.forEach(id -> engine.ensureNetwork(new NetworkSpec(id, "slw-" + id.value())));
            assertThat(engine.networks()).containsExactlyInAnyOrderElementsOf(ids);
        }
    }
}
