package dev.slipway.runtime.docker.api;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.slipway.runtime.container.LogLine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Subscription;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The engine's multiplexed stream of a program's two outputs, read by a thread of its own: frames, each with a header of
 * eight bytes that tells its output and its length
 * (<a href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach">Stream
 * format</a>). docker-java hands on pieces of frames and does not say where one begins.
 */
final class RawStream implements Subscription {
    private static final int HEADER = 8;
    private static final int LENGTH = 4;
    private static final byte STDERR = 2;

    /** Engines send at most a few times 16 KiB at once; what claims to be larger is no frame. */
    private static final int LARGEST = 1 << 20;

    /** How long an engine is waited for to say what is wrong with a request. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Reader reader;
    private final CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Thread thread;

    /** Takes frames, on one thread. */
    interface Reader {
        void frame(LogLine.Stream stream, byte[] payload);

        /** Called once, when no frame comes any more, unless the stream was closed first. */
        void end(Optional<EngineException> fault);
    }

    private RawStream(DockerHttpClient http, Request request, Reader reader) {
        this.reader = reader;
        this.thread = Thread.ofVirtual().name("engine-stream").unstarted(() -> run(http, request));
    }

    /**
     * Sends the request and reads the stream that it is answered with.
     *
     * @throws EngineException when it is answered with something else
     */
    static RawStream open(DockerHttpClient http, Request request, Reader reader) {
        RawStream stream = new RawStream(http, request, reader);
        stream.thread.start();
        stream.awaitAnswer();
        return stream;
    }

    private void awaitAnswer() {
        try {
            // Some engines send no word before the first frame: should they refuse it after this, the reader is told.
            opened.completeOnTimeout(null, ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (ExecutionException e) {
            throw EngineFaults.of(e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while the container engine was asked", e);
        }
    }

    private void run(DockerHttpClient http, Request request) {
        try (Response response = http.execute(request)) {
            if (response.getStatusCode() != 200) {
                String body = new String(response.getBody().readNBytes(LARGEST), StandardCharsets.UTF_8);
                throw EngineFaults.of(response.getStatusCode(), EngineFaults.messageIn(body, body), null);
            }
            opened.complete(null);
            read(new DataInputStream(response.getBody()));
            end(Optional.empty());
        } catch (IOException | RuntimeException e) {
            EngineException fault = EngineFaults.of(e);
            if (!opened.completeExceptionally(fault)) {
                end(Optional.of(fault));
            }
        }
    }

    private void read(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER];
        while (!isOver.get() && readHeader(in, header)) {
            int length = ByteBuffer.wrap(header).getInt(LENGTH);
            if (length < 0 || length > LARGEST) {
                throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            if (!isOver.get()) {
                reader.frame(header[0] == STDERR ? LogLine.Stream.STDERR : LogLine.Stream.STDOUT, payload);
            }
        }
    }

    /** False: the stream ends here. */
    private static boolean readHeader(InputStream in, byte[] header) throws IOException {
        int read = in.readNBytes(header, 0, HEADER);
        if (read > 0 && read < HEADER) {
            throw new EOFException("the stream ends within a frame");
        }
        return read == HEADER;
    }

    private void end(Optional<EngineException> fault) {
        if (isOver.compareAndSet(false, true)) {
            reader.end(fault);
        }
    }

    /** Interrupts the stream's thread, which stops reading or handing items to its listener, and closes the connection. */
    @Override
    public void close() {
        isOver.set(true);
        thread.interrupt();
    }
}
