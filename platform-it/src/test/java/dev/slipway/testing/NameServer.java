package dev.slipway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server of the host's, over UDP: it knows a few addresses, and no other name exists. */
public final class NameServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;

    private final Map<String, String> addresses;
    private final DatagramSocket socket;
    private final AtomicInteger questions = new AtomicInteger();

    public NameServer(Map<String, String> addresses) throws IOException {
        this.addresses = addresses;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    /** As dnsmasq writes an address and a port. */
    public String address() {
        return "127.0.0.1#" + socket.getLocalPort();
    }

    /** How often it was asked. */
    public int questions() {
        return questions.get();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
                socket.receive(packet);
                questions.incrementAndGet();
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return; // it was closed
            }
        }
    }

    /** RFC 1035, section 4: the question comes back, and after it the address where there is one. */
    private byte[] answer(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += 1 + question[at];
        }
        int end = at + 5;
        String address = addresses.get(name.toString());
        boolean told = address != null && ByteBuffer.wrap(question).getShort(at + 1) == TYPE_A;
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(question, 0, 2);
        answer.write(new byte[] {
            (byte) 0x81, (byte) (address == null ? 0x83 : 0x80), 0, 1, 0, (byte) (told ? 1 : 0), 0, 0, 0, 0
        });
        answer.write(question, HEADER, end - HEADER);
        if (told) {
            answer.write(new byte[] {(byte) 0xc0, HEADER, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4});
            answer.write(InetAddress.ofLiteral(address).getAddress());
        }
        return answer.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
