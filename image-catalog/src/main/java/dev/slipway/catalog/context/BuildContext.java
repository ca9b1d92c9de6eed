package dev.slipway.catalog.context;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The files that a build may copy. An archive of anyone's becomes a plain tar of folders, files and links that stay inside,
 * all of them root's and none with a right to become it.
 *
 * @param entries how many there are
 * @param bytes how large the files are
 * @param archives files that {@code ADD} would unpack
 * @param dockerfile what stood under the wanted name
 */
public record BuildContext(int entries, long bytes, Set<String> archives, Optional<String> dockerfile) {
    /** Where {@link #withDockerfile} puts the Dockerfile; no context may have it. */
    public static final String DOCKERFILE = ".slipway.Dockerfile";

    private static final String IGNORE = ".dockerignore";
    private static final long LONGEST_HEADER = 1 << 20;
    private static final int HEAD = 512;

    /** Nothing but a Dockerfile. */
    public static final BuildContext NONE = new BuildContext(0, 0, Set.of(), Optional.empty());

    public BuildContext {
        archives = Set.copyOf(archives);
    }

    /**
     * What may come.
     *
     * @param bytes unpacked, in all
     */
    public record Most(long bytes, int entries, int dockerfileBytes) {}

    /**
     * Copies an archive, a tar or a tar in gzip, to a plain tar.
     *
     * @param dockerfile the name of the Dockerfile in it
     * @throws ContextException when it is none, is too large, or has an entry that leads out of its folder or is no file
     * @throws IOException when it cannot be read or written
     */
    public static BuildContext copy(InputStream archive, Most most, String dockerfile, OutputStream tar)
            throws IOException, ContextException {
        try (var reading = new Reading(new BoundedStream(unpacked(archive), most.bytes()), most, dockerfile, tar)) {
            return reading.run();
        } catch (BoundedStream.TooMuch e) {
            throw new ContextException(
                    e.inAll()
                            ? "The context is larger than " + (most.bytes() >> 20) + " MiB when it is unpacked"
                            : "The context has an entry with a name or a header longer than any",
                    e);
        } catch (ZipException e) {
            throw new ContextException("The context is no gzip: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ContextException("The context is no tar: " + e.getMessage(), e);
        }
    }

    private static InputStream unpacked(InputStream archive) throws IOException {
        var peek = new PushbackInputStream(archive, 2);
        byte[] magic = peek.readNBytes(2);
        peek.unread(magic);
        return magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b
                ? new GZIPInputStream(peek, 1 << 16)
                : peek;
    }

    /**
     * What an engine is sent: a context, and the Dockerfile under {@link #DOCKERFILE}, which nothing copies into the image.
     *
     * @param tar as {@link #copy} wrote it
     */
    public static InputStream withDockerfile(String dockerfile, InputStream tar) {
        var head = new ByteArrayOutputStream();
        try {
            // Closed, it would write the end of the archive, which comes with the rest.
            var out = new TarArchiveOutputStream(head, HEAD);
            put(out, DOCKERFILE, dockerfile);
            put(out, IGNORE, DOCKERFILE + "\n" + IGNORE + "\n");
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("writing into memory fails", e);
        }
        return new SequenceInputStream(new ByteArrayInputStream(head.toByteArray()), tar);
    }

    /** A tar of nothing. */
    public static InputStream empty() {
        return new ByteArrayInputStream(new byte[2 * HEAD]);
    }

    /**
     * A tar of one small file, in folders that everyone can enter and only their owner can write in.
     *
     * @param path folders and a name, with slashes between them
     */
    public static InputStream ofFile(String path, String text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                out.putArchiveEntry(new TarArchiveEntry(path.substring(0, slash + 1)));
                out.closeArchiveEntry();
            }
            put(out, path, text);
            out.finish();
        } catch (IOException e) {
            throw new IllegalStateException("writing into memory fails", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void put(TarArchiveOutputStream out, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(0100644);
        entry.setModTime(0L);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    /** One copying. */
    private static final class Reading implements AutoCloseable {
        private final BoundedStream bounded;
        private final TarArchiveInputStream in;
        private final TarArchiveOutputStream out;
        private final Most most;
        private final String wanted;
        private final EntryNames names = new EntryNames();
        private final Set<String> archives = new HashSet<>();
        private Optional<String> dockerfile = Optional.empty();
        private int entries;
        private long bytes;

        Reading(BoundedStream bounded, Most most, String wanted, OutputStream tar) {
            this.bounded = bounded;
            this.in = new TarArchiveInputStream(bounded, StandardCharsets.UTF_8.name());
            this.out = new TarArchiveOutputStream(tar, StandardCharsets.UTF_8.name());
            this.most = most;
            this.wanted = wanted.replaceFirst("^(\\./)+", "");
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        }

        BuildContext run() throws IOException, ContextException {
            TarArchiveEntry entry = next();
            if (entry == null) {
                throw new ContextException("The context is no tar, or there is nothing in it");
            }
            for (; entry != null; entry = next()) {
                if (++entries > most.entries()) {
                    throw new ContextException("The context has more than " + most.entries() + " entries");
                }
                copy(entry);
            }
            out.finish();
            return new BuildContext(entries, bytes, archives, dockerfile);
        }

        private TarArchiveEntry next() throws IOException, ContextException {
            bounded.headerBegins(LONGEST_HEADER);
            try {
                return in.getNextEntry();
            } catch (BoundedStream.TooMuch e) {
                throw e;
            } catch (ZipException e) {
                throw e;
            } catch (IOException e) {
                throw new ContextException("The context is no tar: " + e.getMessage(), e);
            } finally {
                bounded.headerEnds();
            }
        }

        private void copy(TarArchiveEntry entry) throws IOException, ContextException {
            String name = entry.getName();
            if (entry.isSymbolicLink()) {
                link(
                        names.symbolicLink(name, entry.getLinkName()),
                        TarConstants.LF_SYMLINK,
                        entry.getLinkName(),
                        entry);
            } else if (entry.isLink()) {
                String target = names.target(entry.getLinkName());
                link(names.hardLink(name, entry.getLinkName()), TarConstants.LF_LINK, target, entry);
            } else if (entry.isDirectory()) {
                String path = names.folder(name);
                if (!path.isEmpty()) {
                    out.putArchiveEntry(plain(new TarArchiveEntry(path + "/"), entry));
                    out.closeArchiveEntry();
                }
            } else if (entry.isFile() && !entry.isSparse() && isFile(entry)) {
                file(names.file(name), entry);
            } else {
                throw new ContextException(
                        EntryNames.shown(name) + " is neither a file, a folder nor a link; a build needs no other");
            }
        }

        /** The library calls everything a file that is nothing else. */
        private static boolean isFile(TarArchiveEntry entry) {
            byte kind = entry.getLinkFlag();
            return kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM || kind == TarConstants.LF_CONTIG;
        }

        private void link(String path, byte kind, String target, TarArchiveEntry entry) throws IOException {
            var link = new TarArchiveEntry(path, kind);
            link.setLinkName(target);
            out.putArchiveEntry(plain(link, entry));
            out.closeArchiveEntry();
        }

        private void file(String path, TarArchiveEntry entry) throws IOException, ContextException {
            if (path.equals(DOCKERFILE)) {
                throw new ContextException(DOCKERFILE + " is Slipway's own name; rename the file");
            }
            byte[] head = in.readNBytes((int) Math.min(HEAD, entry.getSize()));
            bytes += entry.getSize();
            if (Archives.isOne(head)) {
                archives.add(path);
            }
            if (path.equals(wanted)) {
                if (entry.getSize() > most.dockerfileBytes()) {
                    throw new ContextException(
                            path + " is larger than " + (most.dockerfileBytes() >> 10) + " KiB, and no Dockerfile is");
                }
                byte[] rest = in.readAllBytes();
                var text = new ByteArrayOutputStream();
                text.write(head);
                text.write(rest);
                dockerfile = Optional.of(text.toString(StandardCharsets.UTF_8));
                head = text.toByteArray();
            }
            if (path.equals(IGNORE)) {
                in.skipNBytes(entry.getSize() - head.length); // the engine is sent one of Slipway's
                return;
            }
            var file = plain(new TarArchiveEntry(path), entry);
            file.setSize(entry.getSize());
            out.putArchiveEntry(file);
            out.write(head);
            in.transferTo(out);
            out.closeArchiveEntry();
        }

        /** Root's, with the plain rights that it had. */
        private static TarArchiveEntry plain(TarArchiveEntry made, TarArchiveEntry entry) {
            made.setIds(0, 0);
            made.setNames("", "");
            made.setMode((made.getMode() & ~07777) | (entry.getMode() & 0777));
            made.setModTime(Math.max(0, entry.getLastModifiedTime().toMillis() / 1000 * 1000));
            return made;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
