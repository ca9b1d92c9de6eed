package dev.slipway.proxy;

import dev.slipway.login.OpenExchanges;
import dev.slipway.proxy.session.AccessCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Joins a browser's WebSocket to the workspace's server, byte by byte, each end waiting for the other, and notes when its user
 * sends something. What the server answers instead goes on as it is, unless it would look like a success.
 */
@ApplicationScoped
class WebSocketTunnel {
    /** How long a server may think about a WebSocket. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final OpenExchanges open;
    private final WorkspaceRoutes routes;
    private final ErrorPage errors;

    WebSocketTunnel(Vertx vertx, OpenExchanges open, WorkspaceRoutes routes, ErrorPage errors) {
        this.vertx = vertx;
        this.open = open;
        this.routes = routes;
        this.errors = errors;
    }

    /** Whether a WebSocket is wanted. */
    static boolean suits(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method())
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    /** Joins the two, until one of them or the login ends. */
    void open(HttpClient client, Call call, AccessCheck.Verdict.Granted granted) {
        client.request(call.options())
                .compose(upstream -> connect(upstream, call))
                .onSuccess(response -> join(call, response, granted))
                .onFailure(fault -> Exchange.refuse(call, fault, errors));
    }

    private Future<HttpClientResponse> connect(HttpClientRequest upstream, Call call) {
        call.dress(upstream);
        upstream.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        upstream.putHeader(HttpHeaders.UPGRADE, "websocket");
        Future<HttpClientResponse> answer = upstream.connect();
        long timer = vertx.setTimer(HANDSHAKE.toMillis(), late -> upstream.reset(0, new TimeoutException("no answer")));
        return answer.onComplete(done -> vertx.cancelTimer(timer));
    }

    private void join(Call call, HttpClientResponse response, AccessCheck.Verdict.Granted granted) {
        HttpServerRequest request = call.request();
        if (response.statusCode() != 101) {
            refuse(request, response);
            return;
        }
        NetSocket server = response.netSocket();
        server.pause();
        request.response().setStatusCode(101).headers().addAll(response.headers());
        ForwardedHeaders.toBrowser(request.response().headers());
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
        request.toNetSocket()
                .onSuccess(browser -> {
                    Runnable letGo = open.hold(granted.login(), granted.userId(), browser::close);
                    browser.closeHandler(closed -> letGo.run());
                    UserMessages messages = UserMessages.on(
                            call.target(),
                            response.headers().get("Sec-WebSocket-Protocol"),
                            () -> routes.used(call.workspace().id()));
                    new OverheardStream(browser, messages::read).pipeTo(server).onComplete(end -> server.close());
                    server.pipeTo(browser).onComplete(end -> browser.close());
                })
                .onFailure(fault -> server.close());
    }

    private void refuse(HttpServerRequest request, HttpClientResponse response) {
        boolean says = response.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || !"0".equals(response.headers().get(HttpHeaders.CONTENT_LENGTH));
        boolean redirects = response.statusCode() >= 300 && response.statusCode() < 400;
        if (redirects || (response.statusCode() >= 400 && says)) {
            request.resume();
            Exchange.relay(response, request)
                    .onFailure(fault -> request.response().reset());
        } else {
            response.request().reset(); // what it sends besides is of no use
            errors.webSocketRefused(request, response.statusCode());
        }
    }
}
