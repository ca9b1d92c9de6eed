package dev.slipway.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an archive whose files are not compressed, as a wheel of Python's may be. */
final class StoredZip implements AutoCloseable {
    private static final int BLOCK = 1 << 20;

    private final ZipOutputStream zip;

    StoredZip(OutputStream out) {
        zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
    }

    void text(String name, String text) throws IOException {
        add(name, text.getBytes(StandardCharsets.UTF_8), 1);
    }

    /**
     * A file of zeros.
     *
     * @param bytes is made a multiple of 1 MiB
     */
    void ballast(String name, long bytes) throws IOException {
        add(name, new byte[BLOCK], Math.ceilDiv(bytes, BLOCK));
    }

    private void add(String name, byte[] block, long times) throws IOException {
        CRC32 crc = new CRC32();
        for (long i = 0; i < times; i++) {
            crc.update(block);
        }
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(times * block.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        for (long i = 0; i < times; i++) {
            zip.write(block);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
