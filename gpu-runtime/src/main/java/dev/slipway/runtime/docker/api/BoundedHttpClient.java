package dev.slipway.runtime.docker.api;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.slipway.runtime.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client that has so many connections, and says so where all of them stay in use: nothing waits for one without an end. */
final class BoundedHttpClient implements DockerHttpClient {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final DockerHttpClient http;
    private final int most;
    private final Semaphore free;

    BoundedHttpClient(DockerHttpClient http, int most) {
        this.http = http;
        this.most = most;
        this.free = new Semaphore(most, true);
    }

    @Override
    public Response execute(Request request) {
        try {
            if (!free.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EngineException.Unavailable(
                        "All " + most + " connections of this kind to the container engine are in use", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while waiting for the container engine", e);
        }
        try {
            return new Held(http.execute(request));
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    /** An answer, whose connection is free again when it is closed. */
    private final class Held implements Response {
        private final Response answer;
        private final AtomicBoolean isClosed = new AtomicBoolean();

        Held(Response answer) {
            this.answer = answer;
        }

        @Override
        public int getStatusCode() {
            return answer.getStatusCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return answer.getHeaders();
        }

        @Override
        public InputStream getBody() {
            return answer.getBody();
        }

        @Override
        public void close() {
            if (isClosed.compareAndSet(false, true)) {
                try {
                    answer.close();
                } finally {
                    free.release();
                }
            }
        }
    }
}
