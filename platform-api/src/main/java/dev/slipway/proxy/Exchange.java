package dev.slipway.proxy;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * One request to a workspace's server and the answer to it, both as streams: what comes is written on, and a slow end slows
 * the other. Where the client waits for a {@code 100 Continue} before it sends the body, the server is asked at once, and its
 * answer, that one or a final one, goes on at once (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1">RFC 9110,
 * 10.1.1</a>).
 */
final class Exchange {
    private static final Logger LOG = Logger.getLogger(Exchange.class);

    /** How long a server may think once it has the whole request: the idle browser's connection ends soon after. */
    private static final Duration LONGEST_THOUGHT = Duration.ofMinutes(29);

    private final Call call;
    private final HttpServerRequest request;
    private final HttpClientRequest upstream;
    private final ErrorPage errors;

    private Exchange(Call call, HttpClientRequest upstream, ErrorPage errors) {
        this.call = call;
        this.request = call.request();
        this.upstream = upstream;
        this.errors = errors;
    }

    /** Carries the request to the server, and the answer back. */
    static void begin(HttpClient client, Call call, ErrorPage errors) {
        client.request(call.options())
                .onSuccess(upstream -> new Exchange(call, upstream, errors).send())
                .onFailure(fault -> refuse(call, fault, errors));
    }

    private void send() {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            upstream.reset(); // its client has gone meanwhile
            return;
        }
        response.exceptionHandler(gone -> upstream.reset(0, gone));
        upstream.response().onSuccess(this::answer).onFailure(this::fail);
        call.dress(upstream);
        sendBody();
    }

    private void sendBody() {
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        if (!chunked && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request.resume();
            upstream.end();
            awaitAnswer();
            return;
        }
        upstream.setChunked(chunked);
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            upstream.continueHandler(go -> goOn());
            upstream.sendHead();
        }
        request.pipe()
                .endOnFailure(false)
                .to(upstream)
                .onSuccess(sent -> awaitAnswer())
                .onFailure(fault -> upstream.reset(0, fault));
    }

    /** A large body may take hours; what comes after it may not. */
    private void awaitAnswer() {
        if (!upstream.response().isComplete()) {
            upstream.idleTimeout(LONGEST_THOUGHT.toMillis());
        }
    }

    private void goOn() {
        if (!request.response().headWritten()) {
            request.response().writeContinue();
        }
    }

    private void answer(HttpClientResponse answer) {
        if (answer.statusCode() < 200) {
            errors.answer(request, Refusal.WORKSPACE_UNREACHABLE, "It changes the protocol, which nobody asked for");
            upstream.reset();
            return;
        }
        relay(answer, request)
                .onSuccess(ended -> {
                    if (!request.isEnded()) {
                        upstream.reset(); // nobody needs the rest of the body
                    }
                })
                .onFailure(fault -> {
                    upstream.reset();
                    request.response().reset(); // the client sees that something is missing
                });
    }

    /** Carries a server's answer to the browser. */
    static Future<Void> relay(HttpClientResponse answer, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
        response.headers().addAll(answer.headers());
        ForwardedHeaders.toBrowser(response.headers());
        boolean bodiless =
                HttpMethod.HEAD.equals(request.method()) || answer.statusCode() == 204 || answer.statusCode() == 304;
        if (!bodiless && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        return answer.pipe().endOnFailure(false).to(response);
    }

    private void fail(Throwable fault) {
        refuse(call, fault, errors);
    }

    /** Says what the server did instead of answering. */
    static void refuse(Call call, Throwable fault, ErrorPage errors) {
        LOG.debugf(
                "request not answered workspace=%s cause=%s", call.workspace().id(), fault.getMessage());
        if (fault instanceof ConnectTimeoutException || fault instanceof TimeoutException) {
            errors.answer(call.request(), Refusal.WORKSPACE_SILENT, "It may be busy, or its program hangs; try again");
        } else {
            errors.answer(call.request(), Refusal.WORKSPACE_UNREACHABLE, inWords(fault));
        }
    }

    private static String inWords(Throwable fault) {
        return switch (fault) {
            case ConnectException refused ->
                "Nothing listens on its port now; its program may have ended, or start again";
            case IOException broken -> "It broke the connection off before it had answered";
            case VertxException closed -> "It ended the connection before it had answered";
            default -> "What it sends is no HTTP";
        };
    }
}
