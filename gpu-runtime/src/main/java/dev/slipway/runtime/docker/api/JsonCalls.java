package dev.slipway.runtime.docker.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The few calls of the Engine API whose answers or requests docker-java's types have no room for. */
public final class JsonCalls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DockerConnection connection;

    public JsonCalls(DockerConnection connection) {
        this.connection = connection;
    }

    /**
     * Asks for an object.
     *
     * @param path behind the API's version, {@code /images/…}
     */
    public JsonNode get(String path) {
        return send(request(Request.Method.GET, path).build());
    }

    /**
     * Sends an object.
     *
     * @param path behind the API's version
     */
    public JsonNode post(String path, JsonNode body) {
        byte[] written = body.toString().getBytes(StandardCharsets.UTF_8);
        return send(request(Request.Method.POST, path)
                .putHeader("Content-Type", "application/json")
                .body(new ByteArrayInputStream(written))
                .build());
    }

    private Request.Builder request(Request.Method method, String path) {
        return Request.builder().method(method).path("/v" + connection.apiVersion() + path);
    }

    private JsonNode send(Request request) {
        try (Response response = connection.streamHttp().execute(request)) {
            JsonNode answer = JSON.readTree(response.getBody());
            if (response.getStatusCode() >= 300) {
                String otherwise = "status " + response.getStatusCode();
                throw EngineFaults.of(
                        response.getStatusCode(), answer.path("message").asText(otherwise), null);
            }
            return answer;
        } catch (IOException | RuntimeException e) {
            throw EngineFaults.of(e);
        }
    }
}
