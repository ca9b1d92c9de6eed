package dev.slipway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./slipway} on machines that lack something: it sees this one's programs but for those that are hidden, no JDK, and a home
 * and a network namespace of its own.
 */
class CommandIT {
    private static final Path ROOT = Path.of(System.getProperty("slipway.root"));
    private static final String LABEL = "dev.slipway.installation=";

    /** What {@code up} needs of a machine that has only Debian's essential packages: the programs, and how they are called. */
    private static final Map<String, String> NEEDED = Map.ofEntries(
            Map.entry("javac", "a JDK 25 or newer"),
            Map.entry("mvn", "Maven 3.8.7 or newer"),
            Map.entry("node", "Node.js 20.19, 22.13 or newer, with npm"),
            Map.entry("dockerd", "Docker Engine"),
            Map.entry("curl", "curl"),
            Map.entry("iptables", "iptables"),
            Map.entry("nft", "nft"),
            Map.entry("ip", "ip"),
            Map.entry("setpriv", "setpriv"),
            Map.entry("nsenter", "nsenter"),
            Map.entry("dnsmasq", "dnsmasq"),
            Map.entry("mmdebstrap", "mmdebstrap"),
            Map.entry("unzip", "unzip"),
            Map.entry("xz", "xz"));

    @TempDir
    private Path folder;

    private Path bin;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void setUp() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        environment.put("PATH", bin.toString());
        environment.put("SLIPWAY_HOME", folder.resolve("home").toString());
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", "");
        environment.put("DOCKER_HOST", "unix:///nonexistent/docker.sock");
    }

    @Test
    void namesEverythingThatIsMissingInOneMessage() throws IOException {
        showAllBut(NEEDED.keySet(), Set.of("docker", "apt-get"));
        program("docker", "exit 0");

        Shell.Result up = slipway("up", "--detach");

        assertThat(up.exitCode()).isEqualTo(1);
        NEEDED.values()
                .forEach(what -> assertThat(up.output().lines()).anyMatch(line -> line.startsWith("  " + what + ": ")));
        assertThat(up.output()).startsWith("slipway: this is missing");
        assertThat(slipway("doctor").output().lines().map(line -> line.replaceFirst("^missing  ", "")))
                .containsAll(NEEDED.values());
    }

    @Test
    void countsWhatIsTooOldAsMissing() throws IOException {
        showAllBut(Set.of("mvn", "node"), Set.of("apt-get"));
        program("mvn", "echo Apache Maven 3.6.3");
        program("node", "echo v20.18.3");
        assertThat(slipway("doctor").output())
                .contains("missing  Maven 3.8.7 or newer", "missing  Node.js 20.19, 22.13 or newer, with npm");
        program("mvn", "echo Apache Maven 3.10.0");
        program("node", "echo v22.13.0");
        assertThat(slipway("doctor").output())
                .contains("ok       Maven 3.8.7 or newer", "ok       Node.js 20.19, 22.13 or newer, with npm");
    }

    @Test
    void saysWhichSettingsChangeNothing() throws IOException {
        environment.put("PATH", System.getenv("PATH"));
        environment.put("SLIPWAY_WORKSPACE_PIDS", "5");
        assertThat(slipway("doctor").output().lines().filter(line -> line.contains("no setting")))
                .containsExactly("slipway: SLIPWAY_WORKSPACE_PIDS is no setting of Slipway's; cli/settings lists them");
        Path others = Files.createDirectories(folder.resolve("cli")).resolve("settings");
        Files.writeString(
                others, "SLIPWAY_FORMER retired: SLIPWAY_LATTER says it\nSLIPWAY_HOME .slipway\nSLIPWAY_ROOT -\n");
        String tell = ". %1$s/cli/common.sh; . %1$s/cli/commands.sh; SLIPWAY_ROOT=%2$s; tell_of_unknown_settings"
                .formatted(ROOT, folder);
        Shell.Result told = Shell.run(Map.of("SLIPWAY_FORMER", "1"), folder, List.of("bash", "-c", tell));
        assertThat(told.output()).contains("slipway: SLIPWAY_FORMER is no setting any more: SLIPWAY_LATTER says it");
    }

    /** The user nobody is 65534 on every Linux. */
    @Test
    void saysWhoHasAUidThatUsersWouldGetAndWhatTheKernelHasLittleOf() throws IOException {
        environment.put("PATH", System.getenv("PATH"));
        String users = "the uids that users' programs get (SLIPWAY_UIDS) are nobody else's";
        String doctor = slipway("doctor").output();
        assertThat(doctor).contains("ok       " + users);
        long terminals = Long.parseLong(
                Files.readString(Path.of("/proc/sys/kernel/pty/max")).strip());
        assertThat(doctor.contains("limits   kernel.pty.max is " + terminals)).isEqualTo(terminals < 16384);
        environment.put("SLIPWAY_UIDS", "60000-70000");
        assertThat(slipway("doctor").output()).contains("missing  " + users);
    }

    @Test
    void installsAllThatTheDistributionOffersInOneStep() throws IOException {
        showAllBut(NEEDED.keySet(), Set.of("docker", "apt-get"));
        program("apt-get", "echo \"$@\" >> " + folder + "/asked");

        Shell.Result up = slipway("up", "--detach");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.output()).contains("  Docker Engine: ");
        assertThat(Files.readAllLines(folder.resolve("asked")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("install ")
                .contains(
                        " curl",
                        " docker.io",
                        " iptables",
                        " nftables",
                        " iproute2",
                        " dnsmasq-base",
                        " mmdebstrap",
                        " unzip",
                        " xz-utils");
    }

    @Test
    void endsContainersWithoutAClientOfDockers() throws IOException {
        showAllBut(Set.of("docker"), Set.of());
        program("docker", "echo \"$@\" >> " + folder + "/asked; exit 1");
        environment.remove("DOCKER_HOST");
        assertThat(slipway("status").output()).contains("docker     answers, 0 workspaces run");
        String label = LABEL + installation();
        Shell.output("docker", "network", "create", "--label", label, "slipway-command-it");
        Shell.output(
                "docker",
                "run",
                "-d",
                "--name",
                "slipway-command-it",
                "--network",
                "slipway-command-it",
                "--label",
                label,
                "slipway/jupyter:debian-13",
                "sleep",
                "300");

        assertThat(slipway("status").output()).contains("docker     answers, 1 workspaces run");
        assertThat(slipway("image", "list").output()).containsPattern("jupyter +debian-13 +here, \\d+MiB");
        assertThat(slipway("down").exitCode()).isZero();

        assertThat(Shell.output("docker", "ps", "-aq", "--filter", "label=" + label))
                .isEmpty();
        assertThat(Shell.output("docker", "network", "ls", "-q", "--filter", "label=" + label))
                .isEmpty();
        assertThat(folder.resolve("asked")).doesNotExist();
    }

    @Test
    void takesNoClientForAnEngine() throws IOException {
        showAllBut(Set.of("docker", "dockerd"), Set.of("apt-get"));
        program("docker", "exit 0");
        assertThat(slipway("doctor").output()).contains("missing  Docker Engine");
        assertThat(slipway("image", "list"))
                .satisfies(listed -> assertThat(listed.exitCode()).isEqualTo(1))
                .satisfies(listed -> assertThat(listed.output()).contains("  Docker Engine: "));
    }

    @Test
    void startsNoEngineWhereAnotherIsNamed() throws IOException {
        showAllBut(Set.of("dockerd"), Set.of());
        program("dockerd", "echo \"$@\" >> " + folder + "/asked; exit 1");
        Shell.Result list = slipway("image", "list");
        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.output()).contains("the container engine at unix:///nonexistent/docker.sock does not answer");
        assertThat(folder.resolve("asked")).doesNotExist();
    }

    /** It would name the next free file in a script of sh, which knows no number of two digits. */
    @Test
    void handsARecipesProgramNoFilesOfItsCallers() throws IOException {
        showAllBut(Set.of("mmdebstrap"), Set.of());
        program("mmdebstrap", "ls -l /proc/self/fd > " + folder + "/open");
        String callers = folder + "/callers";
        Shell.Result made = Shell.run(
                environment,
                ROOT,
                List.of(
                        "/bin/bash",
                        "-c",
                        "exec 3>%1$s 8>%1$s 9>%1$s 10>%1$s 12>%1$s; source image-catalog/recipes/rootfs.sh; make_rootfs trixie root.tar"
                                .formatted(callers)));
        assertThat(made.exitCode()).as(made.output()).isZero();
        assertThat(Files.readString(folder.resolve("open"))).contains(" 0 -> ").doesNotContain(callers);
    }

    private String installation() throws IOException {
        return Files.readAllLines(folder.resolve("home/settings.env")).stream()
                .filter(line -> line.startsWith("INSTALLATION="))
                .findFirst()
                .orElseThrow()
                .substring("INSTALLATION=".length());
    }

    /** Makes the programs of this machine available, as links; {@code javac} hides every JDK. */
    private void showAllBut(Set<String> hidden, Set<String> alsoHidden) throws IOException {
        for (String place : List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin")) {
            try (Stream<Path> programs = Files.list(Path.of(place))) {
                for (Path program : programs.toList()) {
                    String name = program.getFileName().toString();
                    if (!hidden.contains(name) && !alsoHidden.contains(name) && Files.notExists(bin.resolve(name))) {
                        Files.createSymbolicLink(bin.resolve(name), program);
                    }
                }
            }
        }
        Files.createDirectories(folder.resolve("no-jdk"));
        if (!hidden.contains("javac")) {
            environment.put("JAVA_HOME", System.getProperty("java.home"));
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Shell.Result slipway(String... arguments) {
        String hideJdks = environment.get("JAVA_HOME").isEmpty()
                ? "for folder in /usr/lib/jvm /opt; do mount --bind " + folder + "/no-jdk $folder; done; "
                : "";
        return Shell.run(
                environment,
                ROOT,
                Stream.concat(
                                Stream.of(
                                        "/usr/bin/unshare",
                                        "--mount",
                                        "--net",
                                        "/bin/bash",
                                        "-c",
                                        hideJdks + "exec " + ROOT + "/slipway \"$@\"",
                                        "slipway"),
                                Stream.of(arguments))
                        .toList());
    }
}
