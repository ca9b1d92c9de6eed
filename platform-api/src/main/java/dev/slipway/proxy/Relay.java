package dev.slipway.proxy;

import dev.slipway.proxy.session.AccessCheck;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.api.WorkspaceOrigin;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Carries requests to workspaces' servers and answers back, as streams in both directions: nothing is held in memory but
 * what is on its way, and a slow end slows the other.
 */
@Startup
@ApplicationScoped
class Relay {
    /** Bytes on their way to a browser before the server has to wait. */
    private static final int WRITE_QUEUE = 512 * 1024;

    private final WorkspaceOrigin origin;
    private final WebSocketTunnel tunnels;
    private final ErrorPage errors;
    private final Counter requests;
    private final Counter upgrades;
    private final Queue<HttpClient> clients = new ConcurrentLinkedQueue<>();

    /** One client for each event loop: a message over another event loop's connection would cost two wake-ups. */
    private final ThreadLocal<HttpClient> client;

    Relay(Vertx vertx, WorkspaceOrigin origin, WebSocketTunnel tunnels, ErrorPage errors, MeterRegistry meters) {
        this.origin = origin;
        this.tunnels = tunnels;
        this.errors = errors;
        this.client = ThreadLocal.withInitial(() -> {
            HttpClient made = vertx.createHttpClient(options(), new PoolOptions().setHttp1MaxSize(512));
            clients.add(made);
            return made;
        });
        this.requests = Counter.builder("slipway.proxy.requests")
                .description("Requests carried to workspaces")
                .register(meters);
        this.upgrades = Counter.builder("slipway.proxy.websockets")
                .description("WebSockets opened to workspaces")
                .register(meters);
    }

    private static HttpClientOptions options() {
        return new HttpClientOptions()
                .setConnectTimeout(5_000)
                .setKeepAliveTimeout(30)
                .setMaxInitialLineLength(64 * 1024)
                .setMaxHeaderSize(64 * 1024)
                .setMaxChunkSize(64 * 1024)
                .setTcpNoDelay(true);
    }

    void forward(
            HttpServerRequest request, Workspace workspace, Endpoint endpoint, AccessCheck.Verdict.Granted granted) {
        Optional<String> target = RequestTarget.of(request);
        if (target.isEmpty()) {
            errors.answer(
                    request,
                    Refusal.INVALID_REQUEST,
                    "The path and query hold a control character, letters that are not UTF-8, or another host's name");
            return;
        }
        if (!isFramedPlainly(request)) {
            errors.answer(request, Refusal.INVALID_REQUEST, "A body comes with a length, or chunked and nothing else");
            return;
        }
        SocketAddress server = SocketAddress.inetSocketAddress(endpoint.port(), endpoint.host());
        Call call = new Call(request, target.get(), workspace, server, origin.isSecure());
        if (WebSocketTunnel.suits(request)) {
            upgrades.increment();
            tunnels.open(client.get(), call, granted);
            return;
        }
        requests.increment();
        request.response().setWriteQueueMaxSize(WRITE_QUEUE);
        Exchange.begin(client.get(), call, errors);
    }

    /**
     * Whether the request's {@code Transfer-Encoding}, if it has any, is {@code chunked} alone. If the platform and the server disagreed
     * on where another one's body ends, one of them would take one request for two.
     */
    private static boolean isFramedPlainly(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.TRANSFER_ENCODING).stream().allMatch("chunked"::equalsIgnoreCase);
    }

    @PreDestroy
    void close() {
        clients.forEach(HttpClient::close);
    }
}
