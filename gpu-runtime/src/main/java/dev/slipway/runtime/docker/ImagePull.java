package dev.slipway.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.EngineFaults;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.PullProgress;
import dev.slipway.runtime.image.RegistryLogin;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings an image from its registry. */
final class ImagePull {
    /** A pull may be long; one that says nothing for this long is taken for dead. */
    private static final long SILENCE_SECONDS = 120;

    private static final Logger LOG = LoggerFactory.getLogger(ImagePull.class);

    private ImagePull() {}

    static void run(
            DockerConnection connection,
            ImageReference reference,
            Optional<RegistryLogin> login,
            Consumer<PullProgress> progress) {
        var pull = new Pull(progress);
        try {
            PullImageCmd command = connection.streamClient().pullImageCmd(reference.value());
            login.ifPresent(shown -> command.withAuthConfig(
                    new AuthConfig().withUsername(shown.username()).withPassword(shown.password())));
            command.exec(pull);
            // Not its awaitCompletion with a limit, which ends the pull when the limit is over.
            while (!pull.ended.await(1, TimeUnit.SECONDS)) {
                if (System.nanoTime() - pull.lastHeard > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS)) {
                    pull.close();
                    throw new EngineException.Unavailable(
                            "pulling " + reference + " stalled for " + SILENCE_SECONDS + " seconds", null);
                }
            }
            pull.awaitCompletion(); // throws what went wrong
        } catch (InterruptedException e) {
            closeQuietly(pull);
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while pulling " + reference, e);
        } catch (DockerException e) {
            throw EngineFaults.ofPull(reference, EngineFaults.messageOf(e), e);
        } catch (DockerClientException e) {
            throw EngineFaults.ofPull(reference, errorOf(pull, e), e);
        } catch (IOException | RuntimeException e) {
            throw EngineFaults.of(e);
        }
        String error = pull.error;
        if (error != null) {
            throw EngineFaults.ofPull(reference, error, null);
        }
    }

    /** docker-java's fault has no more of the engine's words than the last. */
    private static String errorOf(Pull pull, DockerClientException fault) {
        String error = pull.error;
        return error == null ? String.valueOf(fault.getMessage()) : error;
    }

    /** The engine gives a pull up when nobody listens any more. */
    private static void closeQuietly(Pull pull) {
        try {
            pull.close();
        } catch (IOException e) {
            LOG.debug("a pull's connection does not close", e);
        }
    }

    private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
        private final Consumer<PullProgress> progress;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile long lastHeard = System.nanoTime();
        private volatile @Nullable String error;

        Pull(Consumer<PullProgress> progress) {
            this.progress = progress;
        }

        @Override
        public void onComplete() {
            super.onComplete();
            ended.countDown();
        }

        @Override
        public void onError(Throwable fault) {
            super.onError(fault);
            ended.countDown();
        }

        @Override
        public void onNext(PullResponseItem item) {
            lastHeard = System.nanoTime();
            var detail = item.getErrorDetail();
            if (detail != null) {
                error = String.valueOf(detail.getMessage());
            }
            if (item.getId() != null && item.getStatus() != null) {
                var bytes = item.getProgressDetail();
                progress.accept(new PullProgress(
                        item.getId(),
                        item.getStatus(),
                        bytes == null ? 0 : Objects.requireNonNullElse(bytes.getCurrent(), 0L),
                        bytes == null ? 0 : Objects.requireNonNullElse(bytes.getTotal(), 0L)));
            }
        }
    }
}
