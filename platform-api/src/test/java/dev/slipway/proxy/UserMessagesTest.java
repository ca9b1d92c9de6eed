package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as browsers send them: in frames, masked, cut anywhere. */
class UserMessagesTest {
    private static final String KERNEL = "/api/kernels/0a1b/channels?session_id=1";
    private static final String TERMINAL = "/terminals/websocket/1";
    private static final String BY_PARTS = "v1.kernel.websocket.jupyter.org";
    private static final int FINAL = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    @ParameterizedTest
    @ValueSource(
            strings = {"execute_request", "input_reply", "complete_request", "inspect_request", "interrupt_request"})
    void countsWhatAUserAsksOfAKernel(String type) {
        assertThat(counted(KERNEL, null, text(kernel(type, "{}")))).isEqualTo(1);
        assertThat(counted(KERNEL, BY_PARTS, frame(FINAL | BINARY, byParts(type, "{}"))))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kernel_info_request",
                "comm_info_request",
                "comm_open",
                "comm_close",
                "history_request",
                "debug_request"
            })
    void countsNothingThatATabAsksAKernelWhenItOpens(String type) {
        assertThat(counted(KERNEL, null, text(kernel(type, "{}")))).isZero();
        assertThat(counted(KERNEL, BY_PARTS, frame(FINAL | BINARY, byParts(type, "{}"))))
                .isZero();
    }

    @Test
    void tellsTheMoveOfASliderFromAWidgetsQuestion() {
        String moved = "{\"comm_id\": \"1\", \"data\": {\"method\": \"update\", \"state\": {\"value\": 3}}}";
        String asked = "{\"comm_id\": \"1\", \"data\": {\"method\": \"request_states\"}}";
        assertThat(counted(KERNEL, null, text(kernel("comm_msg", moved)))).isEqualTo(1);
        assertThat(counted(KERNEL, null, text(kernel("comm_msg", asked)))).isZero();
        assertThat(counted(KERNEL, BY_PARTS, frame(FINAL | BINARY, byParts("comm_msg", moved))))
                .isEqualTo(1);
        assertThat(counted(KERNEL, BY_PARTS, frame(FINAL | BINARY, byParts("comm_msg", asked))))
                .isZero();
    }

    @Test
    void goesByTheHeaderWhateverACellOrAParentSays() {
        String cell = "{\"code\": \"\\\"msg_type\\\": \\\"kernel_info_request\\\"\", \"msg_type\": \"comm_open\"}";
        assertThat(counted(KERNEL, null, text(kernel("execute_request", cell)))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{}", "[1]", "{\"header\": {\"msg_type\": 7}"})
    void countsWhatIsInNoFormThatIsKnown(String message) {
        assertThat(counted(KERNEL, null, text(message))).isEqualTo(1);
        assertThat(counted(KERNEL, BY_PARTS, text(message))).isEqualTo(1);
    }

    @Test
    void countsWhatIsByPartsThatAreNotThere() {
        for (long offset : new long[] {-1, 3, 1 << 20, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ByteBuffer message = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 8; i++) {
                message.putLong(offset);
            }
            assertThat(counted(KERNEL, BY_PARTS, frame(FINAL | BINARY, message.array())))
                    .isEqualTo(1);
        }
    }

    @Test
    void countsWhatIsPastedIntoATerminalWhateverItIsMadeOf() {
        assertThat(counted(TERMINAL, null, text("[\"stdin\", \"" + "\\u001b[c".repeat(5_000) + "\"]")))
                .isEqualTo(1);
    }

    @Test
    void countsWhatIsTypedIntoATerminalAndNotThatItsWindowChanges() {
        assertThat(counted(TERMINAL, null, text("[\"stdin\", \"l\"]"))).isEqualTo(1);
        assertThat(counted(TERMINAL, null, text("[\"stdin\", \"\\u001b[A\"]")))
                .as("arrow up")
                .isEqualTo(1);
        assertThat(counted(TERMINAL, null, text("[\"set_size\", 24, 80, 400, 600]")))
                .isZero();
        assertThat(counted(TERMINAL, null, text("[\"stdin\", \"\\u001b[?1;2c\"]")))
                .as("what it is")
                .isZero();
        assertThat(counted(TERMINAL, null, text("[\"stdin\", \"\\u001b[24;1R\\u001b[I\"]")))
                .as("where its cursor is, and that it is in front")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, CLOSE})
    void countsNoControlFrame(int opcode) {
        for (String target : List.of(KERNEL, TERMINAL, "/socket")) {
            assertThat(counted(target, null, frame(FINAL | opcode, bytes("x")))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ping", "2", "", "{\"type\":\"ping\"}", "{\"event\": \"heartbeat\", \"ref\": 12}", "KeepAlive"})
    void countsNothingThatOnlyKeepsTheConnectionOpen(String message) {
        assertThat(counted("/socket", null, text(message))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "shopping", "22", "{\"type\":\"click\"}", "p"})
    void countsWhatIsSaidToAServerThatIsNotKnown(String message) {
        assertThat(counted("/socket", null, text(message))).isEqualTo(1);
        assertThat(counted("/socket", null, frame(FINAL | BINARY, bytes(message))))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/lsp/ws/pylsp", "/api/collaboration/room/json:notebook:1", "/api/events/subscribe"})
    void countsNothingOfPagesThatTalkAllTheTime(String target) {
        assertThat(counted(target, null, text("{\"method\": \"textDocument/didOpen\"}")))
                .isZero();
    }

    @Test
    void countsWhatIsCompressedForItCannotBeRead() {
        assertThat(counted(TERMINAL, null, frame(FINAL | 0x40 | TEXT, bytes("\u0001\u0002"))))
                .isEqualTo(1);
    }

    @Test
    void countsWhatIsTooLongToBeAPagesOwn() {
        assertThat(counted(KERNEL, null, text(kernel("kernel_info_request", "\"" + "x".repeat(70_000) + "\""))))
                .isEqualTo(1);
    }

    @Test
    void readsMessagesInSeveralFramesWithPingsBetweenThem() {
        byte[] message = bytes(kernel("kernel_info_request", "{}"));
        Buffer frames = Buffer.buffer()
                .appendBuffer(frame(TEXT, Arrays.copyOfRange(message, 0, 40)))
                .appendBuffer(frame(FINAL | PING, bytes("are you there?")))
                .appendBuffer(frame(0, new byte[0]))
                .appendBuffer(frame(FINAL, Arrays.copyOfRange(message, 40, message.length)))
                .appendBuffer(text(kernel("execute_request", "{}")));
        assertThat(counted(KERNEL, null, frames)).isEqualTo(1);
    }

    @Test
    void readsTheSameWhereverTheBytesAreCut() {
        Random random = new Random(16);
        for (int run = 0; run < 200; run++) {
            List<Buffer> messages = new ArrayList<>();
            int expected = 0;
            for (int i = 0; i < 12; i++) {
                boolean users = random.nextBoolean();
                String padding = "x".repeat(random.nextInt(3) * 30_000 / (1 + random.nextInt(300)));
                messages.add(text(
                        kernel(users ? "execute_request" : "comm_info_request", "{\"code\": \"" + padding + "\"}")));
                expected += users ? 1 : 0;
            }
            Buffer all = Buffer.buffer();
            messages.forEach(all::appendBuffer);
            AtomicInteger counted = new AtomicInteger();
            UserMessages reader = UserMessages.on(KERNEL, null, counted::incrementAndGet);
            for (int at = 0; at < all.length(); ) {
                int end = Math.min(all.length(), at + 1 + random.nextInt(run % 2 == 0 ? 5 : 5_000));
                reader.read(all.getBuffer(at, end));
                at = end;
            }
            assertThat(counted).hasValue(expected);
        }
    }

    private static int counted(String target, @Nullable String protocol, Buffer bytes) {
        AtomicInteger counted = new AtomicInteger();
        UserMessages.on(target, protocol, counted::incrementAndGet).read(bytes);
        return counted.get();
    }

    private static String kernel(String type, String content) {
        return """
                {"channel": "shell", "content": %s, "parent_header": {"msg_type": "execute_request"}, "metadata": {},
                 "header": {"msg_id": "1", "msg_type": "%s", "version": "5.3"}, "buffers": []}
                """.formatted(content, type);
    }

    /** As JupyterLab 4 writes them: offsets, then channel, header, parent's header, metadata and content. */
    private static byte[] byParts(String type, String content) {
        List<byte[]> parts = List.of(
                bytes("shell"),
                bytes("{\"msg_type\": \"" + type + "\"}"),
                bytes("{\"msg_type\": \"execute_request\"}"),
                bytes("{}"),
                bytes(content));
        int offsets = parts.size() + 1;
        int length =
                8 * (1 + offsets) + parts.stream().mapToInt(part -> part.length).sum();
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        message.putLong(offsets);
        long at = 8L * (1 + offsets);
        for (byte[] part : parts) {
            message.putLong(at);
            at += part.length;
        }
        message.putLong(at);
        parts.forEach(message::put);
        return message.array();
    }

    private static Buffer text(String message) {
        return frame(FINAL | TEXT, bytes(message));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Buffer frame(int first, byte[] payload) {
        byte[] mask = {0x11, (byte) 0xa2, 0x33, 0x44};
        Buffer frame = Buffer.buffer().appendByte((byte) first);
        if (payload.length < 126) {
            frame.appendByte((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.appendByte((byte) (0x80 | 126)).appendUnsignedShort(payload.length);
        } else {
            frame.appendByte((byte) (0x80 | 127)).appendLong(payload.length);
        }
        frame.appendBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.appendByte((byte) (payload[i] ^ mask[i & 3]));
        }
        return frame;
    }
}
