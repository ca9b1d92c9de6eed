package dev.slipway.runtime.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts the bytes that a program writes to one stream into lines. It keeps bytes until a line is whole, so that no character
 * is cut however the bytes arrive; what is no UTF-8 then is shown as U+FFFD.
 *
 * <p>A line ends with a newline or with a carriage return and one; other carriage returns stay in it. Of a line longer than
 * {@value #LONGEST} bytes that many are kept, to the last whole character, with {@code … (123 bytes more)} after them.
 */
public final class LineCutter {
    /** The most bytes that are kept of a line. */
    public static final int LONGEST = 64 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long left;
    private boolean endsInReturn;

    /**
     * Begins with nothing written.
     *
     * @param lines is told each line, without its end
     */
    public LineCutter(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Whether a line has begun whose end has not come. */
    public boolean isWithinLine() {
        return kept.size() > 0 || left > 0;
    }

    /** Takes what was written next. */
    public void accept(byte[] bytes, int offset, int length) {
        int begin = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, begin, i - begin);
                tell(true);
                begin = i + 1;
            }
        }
        keep(bytes, begin, offset + length - begin);
    }

    /** Nothing more comes of the line: what there is of it is told. */
    public void endLine() {
        if (isWithinLine()) {
            tell(false);
        }
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        int room = Math.min(length, LONGEST - kept.size());
        kept.write(bytes, offset, room);
        left += length - room;
        endsInReturn = bytes[offset + length - 1] == '\r';
    }

    private void tell(boolean isWhole) {
        byte[] line = kept.toByteArray();
        int length = line.length;
        if (isWhole && endsInReturn) {
            if (left > 0) {
                left--;
            } else {
                length--;
            }
        }
        if (left > 0) {
            int whole = wholeCharacters(line);
            left += line.length - whole;
            length = whole;
        }
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        lines.accept(left == 0 ? text : text + "… (" + left + " bytes more)");
        kept.reset();
        left = 0;
        endsInReturn = false;
    }

    /** How many of the bytes make whole characters; a character has at most four. */
    private static int wholeCharacters(byte[] bytes) {
        for (int back = 1; back <= 3 && back <= bytes.length; back++) {
            int b = bytes[bytes.length - back] & 0xff;
            if (b < 0x80) {
                return bytes.length;
            }
            if (b >= 0xc0) {
                int needed = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return needed > back ? bytes.length - back : bytes.length;
            }
        }
        return bytes.length;
    }
}
