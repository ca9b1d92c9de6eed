package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's files of both versions of control groups, as they stand there. */
class ContainerMetersTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @TempDir
    private Path host;

    @Test
    void readsTheFirstVersion() throws IOException {
        write("memory/docker/" + ID + "/memory.limit_in_bytes", "268435456\n");
        write("memory/docker/" + ID + "/memory.max_usage_in_bytes", "268435456\n");
        write("memory/docker/" + ID + "/memory.failcnt", "0\n");
        write("memory/docker/" + ID + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        write("pids/docker/" + ID + "/pids.max", "512\n");
        write("pids/docker/" + ID + "/pids.events", "max 17\n");
        write("cpu,cpuacct/docker/" + ID + "/cpuacct.usage", "75949508\n");
        ContainerMeters meters = new ContainerMeters(ControlGroupFiles.in(
                List.of(
                        "11:memory:/docker/" + ID,
                        "4:cpu,cpuacct:/docker/" + ID,
                        "3:pids:/docker/" + ID,
                        "1:name=systemd:/docker/" + ID,
                        "0::/"),
                List.of(
                        mount("memory", "cgroup", "rw,memory"),
                        mount("cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"),
                        mount("pids", "cgroup", "rw,pids"),
                        mount("systemd", "cgroup", "rw,xattr,name=systemd"),
                        mount("unified", "cgroup2", "rw"))));
        assertThat(meters.memory()).contains(new ContainerMeters.Memory(268435456, 268435456, 2, true));
        assertThat(meters.processes()).contains(new ContainerMeters.Processes(512, 17));
        assertThat(meters.processorNanos()).isEqualTo(OptionalLong.of(75_949_508));
    }

    @Test
    void tellsTheHostsMemoryFromTheContainersLimitInTheFirstVersionToo() throws IOException {
        write("memory/docker/" + ID + "/memory.limit_in_bytes", "268435456\n");
        write("memory/docker/" + ID + "/memory.max_usage_in_bytes", "134217728\n");
        write("memory/docker/" + ID + "/memory.failcnt", "0\n");
        write("memory/docker/" + ID + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        ControlGroupFiles files = ControlGroupFiles.in(
                List.of("11:memory:/docker/" + ID), List.of(mount("memory", "cgroup", "rw,memory")));
        assertThat(new ContainerMeters(files).memory())
                .contains(new ContainerMeters.Memory(268435456, 134217728, 1, false));
    }

    @Test
    void readsTheSecondVersion() throws IOException {
        String group = "system.slice/docker-" + ID + ".scope";
        write(group + "/memory.max", "4294967296\n");
        write(group + "/memory.peak", "4294963200\n");
        write(
                group + "/memory.events",
                "low 0\nhigh 0\nmax 2077\noom 3\noom_kill 3\noom_group_kill 0\nsock_throttled 0\n");
        write(group + "/pids.max", "512\n");
        write(group + "/pids.events", "max 4\n");
        write(
                group + "/cpu.stat",
                "usage_usec 3094823\nuser_usec 2511020\nsystem_usec 583803\nnice_usec 0\nnr_periods 77\nnr_throttled 12\n");
        ContainerMeters meters = second(group + "/inner");
        assertThat(meters.memory()).contains(new ContainerMeters.Memory(4294967296L, 4294963200L, 3, true));
        assertThat(meters.processes()).contains(new ContainerMeters.Processes(512, 4));
        assertThat(meters.processorNanos()).isEqualTo(OptionalLong.of(3_094_823_000L));
    }

    @Test
    void tellsTheHostsMemoryFromTheContainersLimit() throws IOException {
        write("docker/" + ID + "/memory.max", "4294967296\n");
        write("docker/" + ID + "/memory.current", "1048576\n");
        write("docker/" + ID + "/memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 1\n");
        assertThat(second("docker/" + ID).memory())
                .as("on a kernel that knows no memory.peak")
                .contains(new ContainerMeters.Memory(4294967296L, 1048576, 1, false));
    }

    @Test
    void tellsNothingThatTheKernelDoesNotCount() throws IOException {
        write("docker/" + ID + "/memory.max", "max\n");
        write("docker/" + ID + "/pids.max", "max\n");
        ContainerMeters meters = second("docker/" + ID);
        assertThat(meters.memory()).isEmpty();
        assertThat(meters.processes()).isEmpty();
        assertThat(meters.processorNanos()).isEmpty();
        assertThat(ContainerMeters.of(0)).isEmpty();
    }

    private ContainerMeters second(String group) {
        return new ContainerMeters(ControlGroupFiles.in(
                List.of("0::/" + group), List.of("no mount", mount("", "cgroup2", "rw,nsdelegate"))));
    }

    private String mount(String folder, String type, String options) {
        return "35 31 0:32 / " + host.resolve(folder) + " rw,nosuid,relatime shared:9 - " + type + " " + type + " "
                + options;
    }

    private void write(String file, String text) throws IOException {
        Path path = host.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
