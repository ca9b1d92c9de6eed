package dev.slipway.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.runtime.host.Program;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On this machine's own loop devices. */
class LoopDisksIT {
    @TempDir
    private Path folder;

    @AfterEach
    void leaveNothing() throws IOException, InterruptedException {
        LoopDisks disks = new LoopDisks(folder);
        for (String name : disks.names()) {
            disks.remove(name);
        }
        assertThat(output("losetup", "--list", "--noheadings", "--output", "BACK-FILE"))
                .doesNotContain(folder.toString());
    }

    @Test
    void areOfTheSizeThatWasWantedAndTakeItsBlocksAtOnce() throws IOException, InterruptedException {
        Path made = new LoopDisks(folder).make("one", Bytes.ofMebi(64));
        assertThat(Files.getFileStore(made).getTotalSpace()).isBetween(50L << 20, 64L << 20);
        assertThat(output("stat", "--format", "%a", made.toString())).isEqualTo("1777");
        assertThat(output("findmnt", "--noheadings", "--output", "OPTIONS", made.toString()))
                .contains("nosuid", "nodev")
                .doesNotContain("noexec");
        long blocks = Long.parseLong(output("stat", "--format", "%b", made + ".disk"));
        assertThat(blocks * 512).isGreaterThanOrEqualTo(64L << 20);
        assertThat(made).isEmptyDirectory();
    }

    @Test
    void beginAnewUnderTheSameName() throws IOException, InterruptedException {
        LoopDisks disks = new LoopDisks(folder);
        Files.writeString(disks.make("one", Bytes.ofMebi(32)).resolve("secret"), "another's");
        assertThat(disks.make("one", Bytes.ofMebi(32))).isEmptyDirectory();
        assertThat(disks.names()).containsExactly("one");
    }

    @Test
    void areRemovedTwiceAndWhatABrokenMakingLeftToo() throws IOException, InterruptedException {
        LoopDisks disks = new LoopDisks(folder);
        disks.make("one", Bytes.ofMebi(32));
        disks.remove("one");
        disks.remove("one");
        Files.createFile(folder.resolve("two.disk"));
        Files.createDirectory(folder.resolve("three"));
        assertThat(disks.names()).containsExactlyInAnyOrder("two", "three");
        disks.remove("two");
        disks.remove("three");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void areKeptByWhoeverHoldsAFileOfTheirsAndGoWithThem() throws IOException, InterruptedException {
        LoopDisks disks = new LoopDisks(folder);
        Path made = disks.make("one", Bytes.ofMebi(32));
        try (var held = Files.newBufferedWriter(made.resolve("held"))) {
            disks.remove("one");
            held.write("still there");
            held.flush();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void areNotMadeWhereThereIsNoRoom() {
        assertThatExceptionOfType(DiskException.class)
                .isThrownBy(() -> new LoopDisks(folder).make("one", Bytes.ofGibi(1 << 20)))
                .withMessageContaining("no room");
        assertThat(folder).isEmptyDirectory();
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Program.Ended ended = Program.run(Duration.ofSeconds(10), "", List.of(command));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output().strip();
    }
}
