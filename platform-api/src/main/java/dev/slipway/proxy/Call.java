package dev.slipway.proxy;

import dev.slipway.workspace.Workspace;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/**
 * A request that goes on to a workspace's server.
 *
 * @param target what it asks for, as {@link RequestTarget} tells it
 * @param server where the workspace's server listens
 * @param secure whether the browser came by https
 */
record Call(HttpServerRequest request, String target, Workspace workspace, SocketAddress server, boolean secure) {
    RequestOptions options() {
        return new RequestOptions()
                .setMethod(request.method())
                .setServer(server)
                .setURI(target);
    }

    /** Gives the server's request its headers. */
    void dress(HttpClientRequest upstream) {
        upstream.headers().addAll(ForwardedHeaders.toServer(request, workspace, secure));
        upstream.authority(request.authority()); // the server sees the name by which the browser knows it
    }
}
