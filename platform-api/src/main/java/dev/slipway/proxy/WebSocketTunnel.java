package dev.slipway.proxy;

import dev.slipway.identity.Login;
import dev.slipway.identity.OpenExchanges;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceOrigin;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Joins a browser's WebSocket to the workspace's server, byte by byte, each end waiting for the other. vertx-http-proxy's own
 * tunnel passes all of the browser's headers on, the platform's cookie among them, and reads without waiting.
 */
@ApplicationScoped
class WebSocketTunnel {
    private static final Logger LOG = Logger.getLogger(WebSocketTunnel.class);

    private final WorkspaceOrigin origin;
    private final OpenExchanges open;

    WebSocketTunnel(WorkspaceOrigin origin, OpenExchanges open) {
        this.origin = origin;
        this.open = open;
    }

    /** Joins the two, until one of them or the login ends. */
    void open(HttpClient client, HttpServerRequest request, Workspace workspace, SocketAddress server, Login login) {
        RequestOptions options =
                new RequestOptions().setMethod(HttpMethod.GET).setServer(server).setURI(request.uri());
        client.request(options)
                .compose(upstream -> connect(upstream, request, workspace, origin.isSecure()))
                .onSuccess(response -> join(request, response, login))
                .onFailure(fault -> {
                    LOG.debugf("websocket refused workspace=%s cause=%s", workspace.id(), fault.getMessage());
                    AppsRoute.answer(request, 502, "The workspace's server does not answer");
                });
    }

    private static Future<HttpClientResponse> connect(
            HttpClientRequest upstream, HttpServerRequest request, Workspace workspace, boolean secure) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        ForwardedHeaders.toServer(headers, request, workspace, secure);
        headers.remove(HttpHeaders.HOST);
        upstream.headers().addAll(headers);
        upstream.authority(request.authority());
        upstream.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        upstream.putHeader(HttpHeaders.UPGRADE, "websocket");
        return upstream.connect();
    }

    private void join(HttpServerRequest request, HttpClientResponse response, Login login) {
        if (response.statusCode() != 101) {
            response.resume();
            AppsRoute.answer(request, response.statusCode(), "The workspace's server refuses the WebSocket");
            return;
        }
        NetSocket server = response.netSocket();
        server.pause();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
        ForwardedHeaders.toBrowser(headers);
        request.response().setStatusCode(101).headers().addAll(headers);
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        request.response().putHeader(HttpHeaders.UPGRADE, "websocket");
        request.toNetSocket()
                .onSuccess(browser -> {
                    Runnable letGo = open.hold(login, browser::close);
                    browser.closeHandler(closed -> letGo.run());
                    browser.pipeTo(server).onComplete(end -> server.close());
                    server.pipeTo(browser).onComplete(end -> browser.close());
                })
                .onFailure(fault -> server.close());
    }
}
