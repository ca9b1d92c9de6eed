package dev.slipway.proxy;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a browser sends on a WebSocket while it passes, and notes each message that is its user's: no ping, and nothing
 * that a page sends by itself (<a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455, 5.2</a>). What cannot be
 * read counts as the user's. One thread at a time.
 */
final class UserMessages {
    /** The beginning of a message that is kept to look at, in bytes: what a page sends by itself is smaller. */
    private static final int MOST_KEPT = 64 * 1024;

    private static final int CONTINUES = 0;
    private static final int TEXT = 1;
    private static final int FIRST_CONTROL = 8;

    private final Predicate<Message> isUsers;
    private final Runnable noted;

    private final byte[] head = new byte[14];
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int headLength;
    private long left;
    private long taken;
    private boolean inPayload;
    private boolean text;
    private boolean compressed;
    private boolean whole = true;

    UserMessages(Predicate<Message> isUsers, Runnable noted) {
        this.isUsers = isUsers;
        this.noted = noted;
    }

    /**
     * A message.
     *
     * @param isText whether it is text, in UTF-8
     * @param content its bytes
     */
    record Message(boolean isText, Buffer content) {}

    /**
     * For a WebSocket of a workspace.
     *
     * @param target what was asked for
     * @param protocol the one that the server chose; absent: none
     * @param noted called with each message of the user's
     */
    static UserMessages on(String target, @Nullable String protocol, Runnable noted) {
        return new UserMessages(PageMessages.usersOn(target, protocol), noted);
    }

    /** Reads the next bytes, wherever they are cut. */
    void read(Buffer bytes) {
        int at = 0;
        while (at < bytes.length()) {
            at = inPayload ? readPayload(bytes, at) : readHead(bytes, at);
        }
    }

    private int readHead(Buffer bytes, int at) {
        head[headLength++] = bytes.getByte(at);
        if (headLength >= 2 && headLength == lengthOfHead()) {
            begin();
        }
        return at + 1;
    }

    private int lengthOfHead() {
        return 2 + lengthOfLength() + (isMasked() ? 4 : 0);
    }

    private int lengthOfLength() {
        return switch (head[1] & 0x7f) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private boolean isMasked() {
        return (head[1] & 0x80) != 0;
    }

    private boolean isControl() {
        return (head[0] & 0x0f) >= FIRST_CONTROL;
    }

    private void begin() {
        int opcode = head[0] & 0x0f;
        if (!isControl() && opcode != CONTINUES) {
            content.reset();
            whole = true;
            text = opcode == TEXT;
            compressed = (head[0] & 0x40) != 0;
        }
        left = head[1] & 0x7f;
        if (lengthOfLength() > 0) {
            left = 0;
            for (int i = 0; i < lengthOfLength(); i++) {
                left = (left << 8) | (head[2 + i] & 0xff);
            }
            left = Math.max(0, left); // no length has the highest bit
        }
        taken = 0;
        inPayload = true;
        if (left == 0) {
            end();
        }
    }

    private int readPayload(Buffer bytes, int at) {
        int count = (int) Math.min(left, bytes.length() - at);
        if (!isControl()) {
            keep(bytes, at, count);
        }
        taken += count;
        left -= count;
        if (left == 0) {
            end();
        }
        return at + count;
    }

    private void keep(Buffer bytes, int at, int count) {
        int room = Math.min(count, MOST_KEPT - content.size());
        byte[] piece = bytes.getBytes(at, at + room);
        if (isMasked()) {
            int mask = headLength - 4;
            for (int i = 0; i < room; i++) {
                piece[i] ^= head[mask + (int) ((taken + i) & 3)];
            }
        }
        content.writeBytes(piece);
        whole &= room == count;
    }

    private void end() {
        boolean isLast = (head[0] & 0x80) != 0;
        if (!isControl() && isLast) {
            if (compressed || !whole || isUsers.test(new Message(text, Buffer.buffer(content.toByteArray())))) {
                noted.run();
            }
            content.reset();
        }
        inPayload = false;
        headLength = 0;
    }
}
