package dev.slipway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream of which someone else hears what passes, piece by piece, before it goes on. */
final class OverheardStream implements ReadStream<Buffer> {
    private final ReadStream<Buffer> stream;
    private final Consumer<Buffer> listener;

    OverheardStream(ReadStream<Buffer> stream, Consumer<Buffer> listener) {
        this.stream = stream;
        this.listener = listener;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        stream.handler(
                handler == null
                        ? null
                        : piece -> {
                            listener.accept(piece);
                            handler.handle(piece);
                        });
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        stream.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        stream.endHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        stream.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        stream.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        stream.fetch(amount);
        return this;
    }
}
