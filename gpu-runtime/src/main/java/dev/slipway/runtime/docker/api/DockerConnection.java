package dev.slipway.runtime.docker.api;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.slipway.runtime.engine.EngineException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to one engine: a client whose calls end within a deadline, one for streams that may be silent for long, one for containers'
 * logs, whose readers may be many and slow, and the translation of docker-java's faults to ours. Each has connections of its own.
 */
public final class DockerConnection implements AutoCloseable {
    /** The API version that this module is written for; an engine that no longer speaks it is spoken to in its oldest. */
    private static final RemoteApiVersion WANTED = RemoteApiVersion.create(1, 41);

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A stop may take its whole grace, 60 seconds at most, before the engine answers. */
    private static final Duration ANSWER = Duration.ofSeconds(90);

    private static final int MOST_CONNECTIONS = 256;

    private final URI socket;
    private @Nullable DockerClient calls;
    private @Nullable DockerClient streams;
    private @Nullable DockerHttpClient streamHttp;
    private @Nullable DockerHttpClient logHttp;
    private RemoteApiVersion spoken = WANTED;
    private boolean podman;

    public DockerConnection(URI socket) {
        this.socket = socket;
    }

    /** Makes one call and translates its faults. */
    public <T> T call(Function<DockerClient, T> call) {
        try {
            return call.apply(callClient());
        } catch (RuntimeException e) {
            throw EngineFaults.of(e);
        }
    }

    /** Makes one call about an object that may not be there. */
    public <T> Optional<T> find(Function<DockerClient, @Nullable T> call) {
        try {
            return Optional.ofNullable(call.apply(callClient()));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw EngineFaults.of(e);
        }
    }

    /** Makes one call about an object that may not be there, with a deadline of its own. */
    public <T> Optional<T> findWithin(Duration most, Function<DockerClient, @Nullable T> call) {
        FutureTask<Optional<T>> task = new FutureTask<>(() -> find(call));
        Thread.ofVirtual().name("engine-call").start(task);
        try {
            return task.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw EngineFaults.of(e);
        } catch (TimeoutException e) {
            throw new EngineException.Unavailable("The container engine did not answer within " + most, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while waiting for the container engine", e);
        } finally {
            task.cancel(true);
        }
    }

    public synchronized DockerClient callClient() {
        if (calls == null) {
            calls = negotiated();
        }
        return calls;
    }

    public synchronized DockerClient streamClient() {
        callClient();
        if (streams == null) {
            DockerHttpClient http = http(Duration.ZERO);
            streamHttp = http;
            streams = client(spoken, http);
        }
        return streams;
    }

    /** For the one request that docker-java's commands cannot make. */
    public synchronized DockerHttpClient streamHttp() {
        streamClient();
        return required(streamHttp, "connection");
    }

    /** For containers' logs alone. */
    synchronized DockerHttpClient logHttp() {
        callClient();
        DockerHttpClient http = logHttp == null ? http(Duration.ZERO) : logHttp;
        logHttp = http;
        return http;
    }

    public synchronized String apiVersion() {
        callClient();
        return spoken.getVersion();
    }

    /** Whether the engine is Podman, which does a few things its own way. */
    public synchronized boolean isPodman() {
        callClient();
        return podman;
    }

    /** The log driver of the engine that keeps what is written byte for byte, also where it cuts a long line. */
    public LogConfig.LoggingType logDriver() {
        return isPodman() ? LogConfig.LoggingType.JSON_FILE : LogConfig.LoggingType.LOCAL;
    }

    /** The security option that confines a container's system calls, as this engine takes it. */
    public String seccomp() {
        return isPodman() ? SeccompProfile.inFile() : SeccompProfile.inline();
    }

    private static boolean isPodman(Version version) {
        return version.getComponents() != null
                && version.getComponents().stream()
                        .anyMatch(part -> String.valueOf(part.getName())
                                .toLowerCase(Locale.ROOT)
                                .contains("podman"));
    }

    private DockerClient negotiated() {
        Version version;
        try (DockerClient unversioned = client(RemoteApiVersion.unknown(), http(Duration.ofSeconds(10)))) {
            version = unversioned.versionCmd().exec();
        } catch (IOException e) {
            throw new EngineException.Unavailable("The container engine's connection does not close", e);
        } catch (RuntimeException e) {
            throw EngineFaults.of(e);
        }
        RemoteApiVersion oldest = Optional.ofNullable(version.getMinAPIVersion())
                .map(RemoteApiVersion::parseConfig)
                .orElse(WANTED);
        spoken = oldest.isGreater(WANTED) ? oldest : WANTED;
        podman = isPodman(version);
        return client(spoken, http(ANSWER));
    }

    private DockerClient client(RemoteApiVersion version, DockerHttpClient http) {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(socket.toString())
                .withDockerTlsVerify(false)
                .withApiVersion(version)
                .build();
        return DockerClientImpl.getInstance(config, http);
    }

    private DockerHttpClient http(Duration answer) {
        var http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(socket)
                .maxConnections(MOST_CONNECTIONS)
                .connectionTimeout(CONNECT);
        if (answer.isPositive()) {
            http.responseTimeout(answer);
        }
        return new BoundedHttpClient(http.build(), MOST_CONNECTIONS);
    }

    public static <T> T required(@Nullable T value, String what) {
        if (value == null) {
            throw new EngineException.Unavailable("The container engine's answer lacks its " + what, null);
        }
        return value;
    }

    /** Waits up to ten seconds until a condition holds that another caller is about to bring about; false: it still does not hold. */
    public static boolean awaitThat(BooleanSupplier condition) {
        for (int look = 0; look < 100; look++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            pause(Duration.ofMillis(100));
        }
        return false;
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while waiting for the container engine", e);
        }
    }

    @Override
    public synchronized void close() {
        closeQuietly(calls);
        closeQuietly(streams);
        closeQuietly(logHttp);
        calls = null;
        streams = null;
        streamHttp = null;
        logHttp = null;
    }

    private static void closeQuietly(@Nullable Closeable client) {
        if (client == null) {
            return;
        }
        try {
            client.close();
        } catch (IOException e) {
            throw new EngineException.Unavailable("The container engine's connection does not close", e);
        }
    }
}
