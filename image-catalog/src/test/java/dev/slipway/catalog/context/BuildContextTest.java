package dev.slipway.catalog.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildContextTest {
    private static final BuildContext.Most MOST = new BuildContext.Most(8 << 20, 1000, 64 << 10);

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(archive);
    private final ByteArrayOutputStream copied = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copiesFilesFoldersAndLinksThatStayInside(boolean zipped) throws Exception {
        folder("./");
        folder("src/");
        file("./src/tool", "#!/bin/sh\n", 0106755);
        file("Dockerfile", "FROM a:1\n", 0100644);
        file(".dockerignore", "*", 0100644);
        file("long/" + "x".repeat(200) + "/name", "y", 0100600);
        link("src/up", "../Dockerfile", TarConstants.LF_SYMLINK);
        link("second", "src/tool", TarConstants.LF_LINK);
        file("data.tar", new String(tarOfNothing(), StandardCharsets.ISO_8859_1), 0100644);

        BuildContext context = copy(zipped ? zipped(finished()) : finished());
        assertThat(context.dockerfile()).hasValue("FROM a:1\n");
        assertThat(context.archives()).containsExactly("data.tar");
        assertThat(entries(copied.toByteArray()))
                .extracting(TarArchiveEntry::getName, TarArchiveEntry::getMode, TarArchiveEntry::getLongUserId)
                .containsExactly(
                        tuple("src/", 040755, 0L),
                        tuple("src/tool", 0100755, 0L),
                        tuple("Dockerfile", 0100644, 0L),
                        tuple("long/" + "x".repeat(200) + "/name", 0100600, 0L),
                        tuple("src/up", 0100777, 0L),
                        tuple("second", 0100777, 0L),
                        tuple("data.tar", 0100644, 0L));
    }

    @ParameterizedTest
    @CsvSource({
        "../out, leads out",
        "a/../../out, leads out",
        "/etc/passwd, no path",
        "'a\tb', no path",
        ".slipway.Dockerfile, own name",
    })
    void refusesNamesThatLeadOut(String name, String words) throws IOException {
        file(name, "x", 0100644);
        assertRefused(finished(), words);
    }

    @ParameterizedTest
    @CsvSource({
        "link, /etc/passwd",
        "link, ../out",
        "a/link, ../../out",
        "a/link, b/../../../out",
        "link, ''",
        "link, sub/../x",
    })
    void refusesLinksThatLeadOut(String name, String target) throws IOException {
        link(name, target, TarConstants.LF_SYMLINK);
        assertRefused(finished(), "leads out");
    }

    @Test
    void makesATarOfOneFileInFoldersThatOnlyTheirOwnerWritesIn() throws IOException {
        byte[] tar = BuildContext.withDockerfile(
                        "FROM scratch\n", BuildContext.ofFile("home/user/.profile", "# used\n"))
                .readAllBytes();
        assertThat(entries(tar))
                .extracting(TarArchiveEntry::getName, entry -> entry.getMode() & 0777)
                .contains(
                        tuple(BuildContext.DOCKERFILE, 0644),
                        tuple("home/", 0755),
                        tuple("home/user/", 0755),
                        tuple("home/user/.profile", 0644));
    }

    @Test
    void refusesWhatStandsUnderALink() throws IOException {
        folder("a/");
        link("b", "a", TarConstants.LF_SYMLINK);
        file("b/c", "x", 0100644);
        assertRefused(finished(), "no folder");
    }

    @Test
    void refusesAHardLinkToWhatIsNotThere() throws IOException {
        link("shadow", "etc/shadow", TarConstants.LF_LINK);
        assertRefused(finished(), "no file before it");
    }

    @Test
    void refusesTheSameNameTwice() throws IOException {
        file("a", "x", 0100644);
        file("./a", "y", 0100644);
        assertRefused(finished(), "twice");
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO, 'S', 'D'})
    void refusesDevicesAndWhatIsNoFile(byte kind) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry("odd", kind));
        tar.closeArchiveEntry();
        assertRefused(finished(), "");
    }

    @Test
    void stopsAtABomb() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bomb)) {
            file("zeros", new byte[16 << 20], 0100644);
            zip.write(finished());
        }
        assertThat(bomb.size()).isLessThan(64 << 10);
        assertRefused(bomb.toByteArray(), "larger than 8 MiB");
    }

    @Test
    void stopsAtTooManyEntries() throws IOException {
        for (int i = 0; i < 1001; i++) {
            file("f" + i, "", 0100644);
        }
        assertRefused(finished(), "more than 1000 entries");
    }

    /** The library would keep it in memory. */
    @Test
    void stopsAtANameOfMebibytes() throws IOException {
        var entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
        entry.setSize(4 << 20);
        tar.putArchiveEntry(entry);
        tar.write(new byte[4 << 20]);
        tar.closeArchiveEntry();
        file("x", "", 0100644);
        assertRefused(finished(), "longer than any");
    }

    @Test
    void refusesALargeDockerfile() throws IOException {
        file("Dockerfile", new byte[1 << 20], 0100644);
        assertRefused(finished(), "no Dockerfile is");
    }

    @Test
    void saysWhatIsNoArchive() {
        assertRefused(new byte[0], "no tar");
        assertRefused("PK\3\4 a zip".repeat(100).getBytes(StandardCharsets.UTF_8), "no tar");
        assertRefused(new byte[] {0x1f, (byte) 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, "no gzip");
    }

    /** Cut or changed anywhere, an archive is copied or refused, and nothing else happens. */
    @Test
    void bearsAnyDamage() throws Exception {
        file("a", "x".repeat(700), 0100644);
        link("b", "a", TarConstants.LF_SYMLINK);
        byte[] whole = finished();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                damaged[random.nextInt(2560)] = (byte) random.nextInt();
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(damaged, random.nextInt(2560)) : damaged;
            try {
                copied.reset();
                copy(cut);
            } catch (ContextException | IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void putsADockerfileBeforeAContext() throws Exception {
        file("a", "x", 0100644);
        copy(finished());
        InputStream sent = BuildContext.withDockerfile("FROM b:1\n", new ByteArrayInputStream(copied.toByteArray()));
        assertThat(entries(sent.readAllBytes()))
                .extracting(TarArchiveEntry::getName)
                .containsExactly(BuildContext.DOCKERFILE, ".dockerignore", "a");
        assertThat(entries(BuildContext.withDockerfile("FROM b:1\n", BuildContext.empty())
                        .readAllBytes()))
                .hasSize(2);
    }

    private BuildContext copy(byte[] bytes) throws IOException, ContextException {
        return BuildContext.copy(new ByteArrayInputStream(bytes), MOST, "Dockerfile", copied);
    }

    private static void assertRefused(byte[] bytes, String words) {
        assertThatThrownBy(() -> BuildContext.copy(
                        new ByteArrayInputStream(bytes), MOST, "./Dockerfile", OutputStream.nullOutputStream()))
                .isInstanceOf(ContextException.class)
                .hasMessageContaining(words);
    }

    private void folder(String name) throws IOException {
        var entry = new TarArchiveEntry(name, true);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private void file(String name, String content, int mode) throws IOException {
        file(name, content.getBytes(StandardCharsets.ISO_8859_1), mode);
    }

    private void file(String name, byte[] content, int mode) throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setIds(1234, 1234);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void link(String name, String target, byte kind) throws IOException {
        var entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName(target);
        entry.setMode(0777);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private byte[] finished() throws IOException {
        tar.finish();
        return archive.toByteArray();
    }

    private static byte[] tarOfNothing() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            out.putArchiveEntry(new TarArchiveEntry("x", true));
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static List<TarArchiveEntry> entries(byte[] bytes) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
