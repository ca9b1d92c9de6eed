package dev.slipway.catalog.context;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends with a fault where more comes than may. The library reads an entry's names and headers into memory, however long they
 * are: what it reads between two entries has a bound of its own.
 */
final class BoundedStream extends FilterInputStream {
    private long left;
    private long leftOfHeader = Long.MAX_VALUE;

    BoundedStream(InputStream in, long most) {
        super(in);
        this.left = most;
    }

    /** From now on so much may come at most, until {@link #headerEnds}. */
    void headerBegins(long most) {
        leftOfHeader = most;
    }

    void headerEnds() {
        leftOfHeader = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] skipped = new byte[8192];
        int read = read(skipped, 0, (int) Math.max(0, Math.min(n, skipped.length)));
        return Math.max(0, read);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws TooMuch {
        left -= bytes;
        leftOfHeader -= bytes;
        if (left < 0 || leftOfHeader < 0) {
            throw new TooMuch(left < 0);
        }
    }

    /** More came than may. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;
        private final boolean inAll;

        TooMuch(boolean inAll) {
            super("more than may come");
            this.inAll = inAll;
        }

        boolean inAll() {
            return inAll;
        }
    }
}
