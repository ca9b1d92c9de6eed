package dev.slipway.catalog.registry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives tokens that a registry believes, to those who show the right password
 * (<a href="https://distribution.github.io/distribution/spec/auth/jwt/">the registry's token format</a>).
 */
final class TokenServer implements AutoCloseable {
    final AtomicInteger given = new AtomicInteger();
    private final HttpServer server;
    private final KeyStore keys;
    private final String authorization;

    TokenServer(KeyStore keys, Registry.Credentials credentials) throws IOException {
        this.keys = keys;
        authorization = "Basic "
                + base64(
                        (credentials.username() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8), true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            try (exchange) {
                boolean known =
                        authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
                String query = String.valueOf(exchange.getRequestURI().getQuery());
                byte[] body = known ? answer(query).getBytes(StandardCharsets.UTF_8) : new byte[0];
                exchange.sendResponseHeaders(known ? 200 : 401, known ? body.length : -1);
                if (known) {
                    given.incrementAndGet();
                    exchange.getResponseBody().write(body);
                }
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        });
        server.start();
    }

    String realm() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    private String answer(String query) throws GeneralSecurityException {
        String repository = query.replaceFirst(".*scope=repository:([^:]*):pull.*", "$1");
        long now = Instant.now().getEpochSecond();
        String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\""
                + base64(DockerRegistry.certificate(keys).getEncoded(), true) + "\"]}";
        String claims = "{\"iss\":\"slipway-test\",\"sub\":\"slipway\",\"aud\":\"registry\",\"exp\":" + (now + 300)
                + ",\"nbf\":" + (now - 10) + ",\"iat\":" + now + ",\"jti\":\"" + UUID.randomUUID()
                + "\",\"access\":[{\"type\":\"repository\",\"name\":\"" + repository + "\",\"actions\":[\"pull\"]}]}";
        String signed = base64(header.getBytes(StandardCharsets.UTF_8), false) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8), false);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(DockerRegistry.key(keys));
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return "{\"token\":\"" + signed + "." + base64(signature.sign(), false) + "\",\"expires_in\":300}";
    }

    private static String base64(byte[] bytes, boolean standard) {
        return standard
                ? Base64.getEncoder().encodeToString(bytes)
                : Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
