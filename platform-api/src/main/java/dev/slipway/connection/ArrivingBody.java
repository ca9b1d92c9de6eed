package dev.slipway.connection;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * How far the body of a request has come, whether or not anyone has read it yet: a request may wait for its turn, or for the
 * database, with all of its body here. Vert.x itself tells only of what was read. To be asked on the connection's own thread,
 * before the request is answered.
 */
public final class ArrivingBody {
    private final Channel channel;
    private final RequestClock clock;

    private ArrivingBody(Channel channel) {
        this.channel = channel;
        this.clock = channel.pipeline().get(RequestClock.class);
    }

    /** The body of a request that its connection is at. */
    public static ArrivingBody of(HttpServerRequest request) {
        return new ArrivingBody(((ConnectionBase) request.connection()).channel());
    }

    /** Whether all of it is here. */
    public boolean isWhole() {
        return clock.isWhole();
    }

    /** Whether the platform reads from the connection. It does not while much of what came still waits to be processed. */
    public boolean isTaken() {
        return channel.config().isAutoRead();
    }

    /** Bytes that are here, of this body and of those before it on the same connection. */
    public long bytes() {
        return clock.bytesOfBodies();
    }
}
