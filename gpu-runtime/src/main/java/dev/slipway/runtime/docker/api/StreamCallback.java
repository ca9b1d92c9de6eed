package dev.slipway.runtime.docker.api;

import com.github.dockerjava.api.async.ResultCallback;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Hands a docker-java stream's items to a listener, and its end exactly once. */
final class StreamCallback<A, T> implements ResultCallback<A>, Subscription {
    private final StreamListener<T> listener;
    private final BiConsumer<A, StreamListener<T>> item;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Closeable stream;

    /**
     * @param item hands what an item means to the listener, nothing when it means nothing
     */
    StreamCallback(StreamListener<T> listener, BiConsumer<A, StreamListener<T>> item) {
        this.listener = listener;
        this.item = item;
    }

    @Override
    public void onStart(Closeable opened) {
        stream = opened;
        if (over.get()) {
            closeStream();
        }
    }

    @Override
    public void onNext(A next) {
        if (!over.get()) {
            item.accept(next, listener);
        }
    }

    @Override
    public void onError(Throwable fault) {
        if (over.compareAndSet(false, true)) {
            listener.onEnd(Optional.of(EngineFaults.of(fault)));
        }
    }

    @Override
    public void onComplete() {
        if (over.compareAndSet(false, true)) {
            listener.onEnd(Optional.empty());
        }
    }

    @Override
    public void close() {
        over.set(true);
        closeStream();
    }

    private void closeStream() {
        Closeable opened = stream;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
