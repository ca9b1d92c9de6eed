package dev.slipway.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.PullProgress;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings an image from its registry. */
final class ImagePull {
    /** A pull may be long; one that says nothing for this long is taken for dead. */
    private static final long SILENCE_SECONDS = 120;

    private ImagePull() {}

    static void run(DockerConnection connection, ImageReference reference, Consumer<PullProgress> progress) {
        var pull = new Pull(progress);
        try {
            connection.streamClient().pullImageCmd(reference.value()).exec(pull);
            while (!pull.awaitCompletion(1, TimeUnit.SECONDS)) {
                if (System.nanoTime() - pull.lastHeard > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS)) {
                    pull.close();
                    throw new EngineException.Unavailable(
                            "pulling " + reference + " stalled for " + SILENCE_SECONDS + " seconds", null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException.Unavailable("interrupted while pulling " + reference, e);
        } catch (DockerClientException e) {
            throw new EngineException.NotFound("no image " + reference + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw DockerConnection.translated(e);
        } catch (RuntimeException e) {
            EngineException fault = DockerConnection.translated(e);
            // Docker answers 500 when a registry cannot be reached or denies access; for a launch both mean that the
            // image cannot be had.
            throw fault instanceof EngineException.Failed
                    ? new EngineException.NotFound(String.valueOf(fault.getMessage()), e)
                    : fault;
        }
        String error = pull.error;
        if (error != null) {
            throw new EngineException.NotFound("no image " + reference + ": " + error, null);
        }
    }

    private static final class Pull extends ResultCallback.Adapter<PullResponseItem> {
        private final Consumer<PullProgress> progress;
        private volatile long lastHeard = System.nanoTime();
        private volatile @Nullable String error;

        Pull(Consumer<PullProgress> progress) {
            this.progress = progress;
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
