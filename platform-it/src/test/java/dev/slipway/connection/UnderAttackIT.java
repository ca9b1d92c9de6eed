package dev.slipway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.HeldConnections;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.jupyter.Kernel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One tenant does everything at once that might stop the others: inside their container, and as a client. */
@Tag("alone")
class UnderAttackIT {
    private static final Stack STACK = Stack.get();
    private static final String BODY = "{\"name\":\"" + "x".repeat(500_000);
    private final HeldConnections open = new HeldConnections();

    @Test
    void servesAnotherUserAndTheirNotebookComputes() throws Exception {
        String own = STACK.launchNotebook("alice", "512Mi", 0.5);
        String hostile = STACK.launchRunning("bob");
        STACK.awaitState("alice", own, "RUNNING");
        try (Kernel kernel = new Kernel(STACK, own, "alice")) {
            assertThat(kernel.run("print(6 * 7)", Duration.ofSeconds(60))).isEqualTo("42");
            attackFromWithin(STACK.container(hostile));
            attackAsAClient(hostile);
            List<Duration> answers = Stream.generate(() -> STACK.timeOfAnswerTo("alice"))
                    .limit(21)
                    .toList();
            assertThat(answers).allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(1)));
            assertThat(kernel.run("print(sum(range(1_000_000)))", Duration.ofSeconds(20)))
                    .isEqualTo("499999500000");
            assertThat(kernel.run("import socket; print(socket.gethostbyname('localhost'))", Duration.ofSeconds(20)))
                    .isEqualTo("127.0.0.1");
        } finally {
            open.close();
            STACK.delete("bob", hostile);
            STACK.delete("alice", own);
        }
    }

    /** A flood of the log, of connections, and of questions for names, of Slipway's name server and the engine's. */
    private static void attackFromWithin(String container) {
        run(
                container,
                "import os\nout = os.open('/proc/1/fd/1', os.O_WRONLY)\nwhile True: os.write(out, b'y' * 4095 + b'\\n')");
        run(container, """
                import socket
                while True:
                    for port in range(1024, 60000):
                        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                        try: s.bind(("", port)); s.sendto(b"x", ("192.88.99.2", 9))
                        except OSError: pass
                        s.close()
                """);
        for (String server : List.of(STACK.nameServer(), "127.0.0.11")) {
            run(container, """
                    import socket, struct
                    s, sent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0
                    while True:
                        sent += 1
                        try: s.sendto(struct.pack("!HHHHHH", sent & 0xffff, 0x100, 1, 0, 0, 0)
                            + b"\\x08%%08x\\x07example\\x03org\\x00\\x00\\x01\\x00\\x01" %% sent, ("%s", 53))
                        except OSError: pass
                    """.formatted(server));
        }
    }

    private static void run(String container, String program) {
        Shell.output("docker", "exec", "-d", container, "python3", "-c", program);
    }

    /** Bodies that are held, logs that are followed and not read, streams, and heads that do not end. */
    private void attackAsAClient(String workspace) throws IOException {
        String login = "Host: localhost:" + Stack.PORT + "\r\nAuthorization: Bearer " + STACK.token("bob") + "\r\n";
        for (int i = 0; i < 220; i++) {
            open.begin("POST /api/v1/workspaces HTTP/1.1\r\n" + login
                    + "Content-Type: application/json\r\nContent-Length: 510000\r\n\r\n" + BODY);
        }
        for (int i = 0; i < 256; i++) {
            open.begin("GET /api/v1/workspaces/" + workspace + "/logs?follow=true&tail=10000 HTTP/1.1\r\n" + login
                    + "\r\n");
        }
        for (int i = 0; i < 100; i++) {
            open.begin("GET /api/v1/stream HTTP/1.1\r\n" + login + "\r\n");
            open.begin("GET /api/v1/me HTTP/1.1\r\nX-Slow: ");
        }
    }
}
