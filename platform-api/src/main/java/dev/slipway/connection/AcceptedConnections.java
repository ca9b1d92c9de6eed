package dev.slipway.connection;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Holds connections to bounds that need no login: how many there are, of one address and in all, and how long one may take to ask
 * for something. Netty finds it as a service where {@value #EXTENSIONS_SYSTEM_PROPERTY} says so, which
 * {@link dev.slipway.Slipway} sets: neither Vert.x nor Quarkus lets one have a hand in a connection before its first request.
 */
public final class AcceptedConnections extends ChannelInitializerExtension {
    private static final Logger LOG = Logger.getLogger(AcceptedConnections.class);

    /** Each costs the heap some 20 KiB while it waits. */
    private static final int MOST = 2_000;

    /** Not for the loopback's: a proxy in front of Slipway comes from there for everyone. */
    private static final int MOST_OF_AN_ADDRESS = 500;

    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private volatile long warned = System.nanoTime() - BETWEEN_WARNINGS.toNanos();

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            return;
        }
        InetAddress address = remote.getAddress();
        int all = open.incrementAndGet();
        int own = byAddress.merge(address, 1, Integer::sum);
        channel.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
        });
        if (all > MOST || (own > MOST_OF_AN_ADDRESS && !address.isLoopbackAddress())) {
            warn(address, own, all);
            channel.unsafe().closeForcibly();
            return;
        }
        // After the server's own initializer, which is there already and makes the pipeline of HTTP.
        channel.pipeline().addLast(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel made) {
                bound(made);
            }
        });
    }

    private static void bound(Channel channel) {
        // What is written passes the encoder last, and is bytes from there on.
        ChannelHandlerContext encoder = channel.pipeline().context(HttpResponseEncoder.class);
        if (encoder != null) {
            RequestClock clock = new RequestClock(Settings.TIME_OF_A_HEAD);
            channel.pipeline().addFirst(clock.ofBytes());
            channel.pipeline().addAfter(encoder.name(), null, clock);
        }
    }

    /** Read at the first connection: Netty may make this object before there are settings. */
    private static final class Settings {
        static final Duration TIME_OF_A_HEAD = ConfigProvider.getConfig()
                .getOptionalValue("slipway.http.head-time", Duration.class)
                .orElse(Duration.ofSeconds(30));
    }

    private void warn(InetAddress address, int own, int all) {
        long now = System.nanoTime();
        if (now - warned > BETWEEN_WARNINGS.toNanos()) {
            warned = now;
            LOG.warnf("connections refused address=%s of-it=%d in-all=%d", address.getHostAddress(), own, all);
        }
    }
}
