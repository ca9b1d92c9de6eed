package dev.slipway.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.imagebuild.BuildStep;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerContainerEngineIT extends PullingEngineContract {
    private static final ImageReference BUILT = new ImageReference("localhost/slipway-test/bounded:1");
    private static final InstallationId INSTALLATION = new InstallationId("contract");
    private static final SubnetPool SUBNETS = new SubnetPool(Subnet.parse("10.214.0.0/16"));

    @TempDir
    private Path folder;

    @BeforeAll
    static void bringTheImage() {
        ShellImage.importWith("docker");
    }

    @Override
    ContainerEngine connect(Firewall firewall) {
        return new DockerContainerEngine(URI.create("unix:///var/run/docker.sock"), INSTALLATION, SUBNETS, firewall);
    }

    @Override
    public ImageReference image() {
        return ShellImage.REFERENCE;
    }

    @Test
    void saysThatItCannotReachAnEngineThatIsNotThere() {
        try (ContainerEngine nowhere = new DockerContainerEngine(
                URI.create("unix:///nonexistent/docker.sock"), INSTALLATION, SUBNETS, new TestFirewall())) {
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
        assertThat(engine().info().apiVersion()).isEqualTo("1.41");
    }

    @Test
    void boundsWhatABuildUses() {
        List<String> log = new ArrayList<>();
        networks().ensure(network());
        builds().build(
                        build(BUILT, Bytes.ofGibi(1)),
                        context(
                                "FROM " + image() + "\nRUN cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max"
                                        + " || cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us\n"),
                        log::add);
        images().remove(BUILT);
        assertThat(log).contains("268435456").anyMatch(line -> line.startsWith("100000"));
    }

    @Test
    void showsAStepFilesAndVariablesOfWhichTheImageKeepsNothing() throws IOException {
        networks().ensure(network());
        Path secret = Files.writeString(folder.resolve("ca.pem"), "certificates of the host's");
        LocalImage base = images().find(image()).orElseThrow();
        BuildStep plain = step(base.digest(), "cat /dev/slipway/ca.pem; echo; echo $WORD $PROXY; echo made > /made");
        BuildStep told = new BuildStep(
                plain.id(),
                plain.image(),
                plain.base(),
                plain.command(),
                plain.arguments(),
                plain.settings(),
                List.of(new HostFile(secret.toString(), "/dev/slipway/ca.pem")),
                plain.bounds(),
                plain.network());
        List<String> log = new ArrayList<>();
        String made = builds().step(told, log::add);
        assertThat(log).containsExactly("certificates of the host's", "it's http://user:secret@proxy.example");
        ShellImage.run("docker", "save", "-o", folder.resolve("image.tar").toString(), made);
        ShellImage.run("tar", "-xf", folder.resolve("image.tar").toString(), "-C", folder.toString());
        try (Stream<Path> files = Files.walk(folder.resolve("."))) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith("ca.pem"))
                            .filter(file -> !file.endsWith("image.tar")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain("certificates of the host's", "secret@proxy"));
        }
        assertThat(ShellImage.output("sh", "-c", "cat " + folder + "/*/layer.tar | tar -itf -"))
                .contains("made")
                .doesNotContain("slipway");
        assertThat(entryPointAndCommand(made)).isEqualTo(entryPointAndCommand(base.digest()));

        // The same again is not run again; with another argument it is.
        log.clear();
        assertThat(builds().step(told, log::add)).isEqualTo(made);
        assertThat(log).containsExactly(" ---> Using cache");
        images().remove(new ImageReference(made));
    }

    private static String entryPointAndCommand(String image) {
        return ShellImage.output(
                "docker", "image", "inspect", "-f", "{{len .Config.Entrypoint}} {{.Config.Cmd}}", image);
    }

    @Test
    void stopsAStepThatWritesTooMuch() {
        networks().ensure(network());
        int before = imagesOnOurs();
        LocalImage base = images().find(image()).orElseThrow();
        BuildStep plain = step(base.digest(), "cat /dev/zero > /zeros");
        BuildStep bounded = new BuildStep(
                plain.id(),
                plain.image(),
                plain.base(),
                plain.command(),
                plain.arguments(),
                plain.settings(),
                plain.files(),
                new BuildSpec.Bounds(plain.bounds().cpus(), plain.bounds().memory(), Bytes.ofMebi(32)),
                plain.network());
        assertThatThrownBy(() -> builds().step(bounded, line -> {}))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("more than the 32Mi");
        assertThat(imagesOnOurs()).isEqualTo(before);
    }

    @Test
    void stopsABuildThatWritesTooMuch() {
        networks().ensure(network());
        int before = imagesOnOurs();
        assertThatThrownBy(() -> builds().build(
                                build(BUILT, Bytes.ofMebi(32)),
                                context("FROM " + image() + "\nRUN echo " + id() + "\nRUN cat /dev/zero > /zeros\n"),
                                line -> {}))
                .isInstanceOf(EngineException.Refused.class)
                .hasMessageContaining("more than the 32Mi");
        assertThat(imagesOnOurs()).isEqualTo(before);
    }

    @Test
    void stopsABuildThatNobodyWantsAnyMore() throws InterruptedException {
        networks().ensure(network());
        int before = imagesOnOurs();
        CountDownLatch sleeps = new CountDownLatch(1);
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread build = Thread.ofVirtual().start(() -> {
            try {
                builds().build(
                                build(BUILT, Bytes.ofGibi(1)),
                                context("FROM " + image() + "\nENV STEP=" + id() + "\nRUN echo begun " + id()
                                        + " && sleep 600\n"),
                                line -> {
                                    if (line.equals("begun " + id())) {
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
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> networks().remove(id()));
        assertThat(imagesOnOurs()).isEqualTo(before);
    }

    /** Its container toolkit is not in Debian; the request is the one that Docker documents for it. */
    @Test
    void asksForNvidiasRuntimeAndNamesItWhereItIsMissing() {
        create(
                "sleep 60",
                DeviceAccess.requested(DeviceAccess.NVIDIA, List.of("GPU-51a9ca7e-0000-4000-8000-000000000000")));
        assertThatThrownBy(() -> containers().start(id()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("could not select device driver \"nvidia\"");
    }

    @Test
    void saysWhetherItKnowsDevicesByName() {
        assertThat(engine().info().cdi()).isEqualTo(knowsDevicesByName());
    }

    /** Debian 12's Docker is older than CDI. */
    boolean knowsDevicesByName() {
        return false;
    }

    @Test
    void saysWhetherItUnpacksLayersOfZstd() {
        assertThat(engine().info().zstd()).isEqualTo(unpacksZstd());
    }

    /** Debian 12's Docker is older than that too. */
    boolean unpacksZstd() {
        return false;
    }

    @Test
    void givesANetworkOfMoreContainersMoreAddresses() {
        networks().ensure(new NetworkSpec(id(), "slc-" + id(), NetworkSpec.addressesFor(20)));
        create("sleep 60", DeviceAccess.NONE);
        containers().start(id());
        String routes = containers()
                .exec(id(), List.of("cat", "/proc/net/route"), Duration.ofSeconds(10))
                .orElseThrow()
                .output();
        assertThat(routes).as("a mask of 27 bits, as the kernel writes it").contains("E0FFFFFF");
    }

    /** Docker's default pools hold 31 networks. */
    @Test
    void makesAsManyNetworksAsALargeTeamNeeds() {
        List<ResourceId> ids = IntStream.range(0, 40)
                .mapToObj(n -> new ResourceId("team-" + n))
                .toList();
        ids.forEach(one -> networks().ensure(new NetworkSpec(one, "slc-" + one.value(), NetworkSpec.FEWEST_ADDRESSES)));
        assertThat(networks().list()).containsExactlyInAnyOrderElementsOf(ids);
    }
}
