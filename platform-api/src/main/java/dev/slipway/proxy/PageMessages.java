package dev.slipway.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.proxy.UserMessages.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the messages of users from those that pages send by themselves: when a tab opens, when it connects again, to keep the
 * connection open. Jupyter's are known by what they say
 * (<a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">messaging</a>); of other servers' WebSockets only what
 * says that it keeps the connection open is taken for the page's own.
 */
final class PageMessages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern KERNEL = Pattern.compile("/+api/kernels/[^/]+/channels(?:\\?.*)?");
    private static final Pattern TERMINAL = Pattern.compile("/+terminals/websocket/.*");

    /** Of language servers and of documents that several edit; their pages talk all the time. */
    private static final Pattern BY_ITSELF = Pattern.compile("/+(?:lsp|api/collaboration|api/yjs|api/events)/.*");

    /** What only a user causes: running a cell, answering its question, asking for a completion or a description, and the like. */
    private static final Set<String> ASKED_BY_USERS = Set.of(
            "execute_request",
            "input_reply",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "interrupt_request",
            "shutdown_request");

    /** Moves of a slider and the like; widgets ask for their state by themselves. */
    private static final String MOVED = "update";

    /** What a terminal answers by itself when a program asks what it is, where its cursor is, and whether it is in front. */
    private static final Pattern ANSWERS = Pattern.compile("(?:\\x1b\\[(?:[?>=]?[\\d;]*[cRn]|[IO]|[?\\d;]*\\$y)"
            + "|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|\\x1bP[^\\x1b]*\\x1b\\\\)+");

    private static final int LONGEST_ANSWER = 256;

    /** Longer messages say more than that the connection is to stay open. */
    private static final int LONGEST_PING = 128;

    private static final Pattern PING =
            Pattern.compile("\\s*|[23]|.*\\b(?:ping|pong|heart-?_?beat|keep-?_?alive)\\b.*", Pattern.CASE_INSENSITIVE);

    private static final String KERNEL_BY_PARTS = "v1.kernel.websocket.jupyter.org";

    private PageMessages() {}

    /**
     * What tells whether a message on a WebSocket is its user's.
     *
     * @param target what was asked for
     * @param protocol the one that the server chose; absent: none
     */
    static Predicate<Message> usersOn(String target, @Nullable String protocol) {
        if (KERNEL.matcher(target).matches()) {
            boolean byParts = KERNEL_BY_PARTS.equals(protocol);
            return message -> isUsersOfKernel(message, byParts);
        }
        if (TERMINAL.matcher(target).matches()) {
            return PageMessages::isUsersOfTerminal;
        }
        return BY_ITSELF.matcher(target).matches() ? message -> false : message -> !isPing(message);
    }

    private static boolean isUsersOfKernel(Message message, boolean byParts) {
        try {
            JsonNode header = byParts ? part(message, 1) : whole(message).path("header");
            String type = header.path("msg_type").asText();
            if (type.equals("comm_msg")) {
                JsonNode content = byParts ? part(message, 4) : whole(message).path("content");
                return content.path("data").path("method").asText().equals(MOVED);
            }
            return type.isEmpty() || ASKED_BY_USERS.contains(type);
        } catch (IOException | RuntimeException e) {
            return true; // in no form that is known
        }
    }

    private static JsonNode whole(Message message) throws IOException {
        return message.isText() ? JSON.readTree(message.content().getBytes()) : MissingNode.getInstance();
    }

    /** A message by parts: how many offsets there are, where each part begins and the last ends, all of eight bytes; the parts. */
    private static JsonNode part(Message message, int number) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(message.content().getBytes()).order(ByteOrder.LITTLE_ENDIAN);
        int from = Math.toIntExact(bytes.getLong(8 * (1 + number)));
        int to = Math.toIntExact(bytes.getLong(8 * (2 + number)));
        return JSON.readTree(message.content().getBytes(), from, Math.max(0, to - from));
    }

    private static boolean isUsersOfTerminal(Message message) {
        try {
            JsonNode said = JSON.readTree(message.content().getBytes());
            return switch (said.path(0).asText()) {
                case "stdin" -> !isAnswer(said.path(1).asText());
                case "set_size" -> false;
                default -> true;
            };
        } catch (IOException e) {
            return true; // in no form that is known
        }
    }

    private static boolean isAnswer(String typed) {
        return typed.length() <= LONGEST_ANSWER && ANSWERS.matcher(typed).matches();
    }

    private static boolean isPing(Message message) {
        return message.content().length() <= LONGEST_PING
                && PING.matcher(message.content().toString(StandardCharsets.UTF_8))
                        .matches();
    }
}
