package dev.slipway.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request does not come: its head has a time from its first byte, and a connection that is kept
 * has a longer one to say anything. While a request is under way, however long, it does nothing. All on the connection's own
 * thread, which looks at the clock now and then, so that a request costs no timer.
 */
final class RequestClock extends ChannelDuplexHandler {
    /** How many times a head's time a kept connection may stay silent. */
    private static final int SILENT = 4;

    /** How often the clock is looked at within a head's time. */
    private static final int LOOKS = 4;

    private final long timeOfAHead;
    private int underWay;
    private int wholeAndUnanswered;
    private long bytesOfBodies;
    private boolean hasBegun;
    private boolean isUpgraded;
    private long since = System.nanoTime();
    private @Nullable ScheduledFuture<?> looks;

    /**
     * Begins with the connection.
     *
     * @param timeOfAHead from a head's first byte to its end
     */
    RequestClock(Duration timeOfAHead) {
        this.timeOfAHead = timeOfAHead.toNanos();
    }

    /** Whether the request that the connection is at, of which no answer is out, has come to the end of its body. */
    boolean isWhole() {
        return wholeAndUnanswered > 0;
    }

    /** How much came of all bodies of this connection. */
    long bytesOfBodies() {
        return bytesOfBodies;
    }

    /** What tells it of the first byte, before anything reads it as HTTP. */
    ChannelHandler ofBytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                if (underWay == 0 && !hasBegun) {
                    hasBegun = true;
                    since = System.nanoTime();
                }
                context.fireChannelRead(bytes);
            }
        };
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        looks = context.executor()
                .scheduleWithFixedDelay(
                        () -> look(context), timeOfAHead / LOOKS, timeOfAHead / LOOKS, TimeUnit.NANOSECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // how the connection closes is of no matter
    private void look(ChannelHandlerContext context) {
        long most = hasBegun ? timeOfAHead : timeOfAHead * SILENT;
        if (underWay == 0 && !isUpgraded && System.nanoTime() - since > most) {
            context.channel().close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            underWay++;
            hasBegun = false;
        }
        if (message instanceof HttpContent part) {
            bytesOfBodies += part.content().readableBytes();
        }
        if (message instanceof LastHttpContent) {
            wholeAndUnanswered++;
            hasBegun = false; // the rest of a body that was answered before its end
            since = System.nanoTime();
        }
        context.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever writes holds the promise
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean isInterim = false;
        if (message instanceof HttpResponse response) {
            isUpgraded |= response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
            isInterim = response.status().code() < 200;
        }
        if (message instanceof LastHttpContent && !isInterim && underWay > 0) {
            underWay--;
            wholeAndUnanswered--; // below zero until the rest of its body has come
            since = System.nanoTime();
        }
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (looks != null) {
            looks.cancel(false);
        }
        context.fireChannelInactive();
    }
}
