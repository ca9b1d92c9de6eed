package dev.slipway.runtime.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.docker.api.EngineFaults;
import dev.slipway.runtime.docker.api.ObjectNames;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.imagebuild.BuildSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds an image by the engine's own builder, Docker's classic one, which every version of the Engine API has. docker-java's
 * command for it cannot bound processors, so that the request is written here.
 */
final class ImageBuild {
    private static final Logger LOG = LoggerFactory.getLogger(ImageBuild.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BETWEEN_REMOVALS = Duration.ofMillis(500);
    private static final int REMOVAL_TRIES = 30;
    private static final int PERIOD_MICROS = 100_000;

    /**
     * Docker's output line with the id of the image that a step made. Podman writes another form; its builds are measured only when the
     * image is finished.
     */
    private static final Pattern IMAGE = Pattern.compile(" ?---> ([0-9a-f]{12,64})");

    private static final Pattern CONTAINER = Pattern.compile(" ?---> Running in ([0-9a-f]{12,64})");
    /** Docker writes what a step writes to its standard error in red. */
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private static final Pattern CACHED = Pattern.compile(" ?---> Using cache");
    private static final Pattern FROM = Pattern.compile("(?i)step \\d+(/\\d+)? ?: from .*");

    /** The engine's own words alone: a step's, which could hold anything, stand in a sentence. */
    private static final Pattern NETWORK_GONE = Pattern.compile("network \\S+ not found");

    private final DockerConnection connection;
    private final BuildSpec spec;
    private final Consumer<String> log;
    private final StringBuilder partOfLine = new StringBuilder();

    /** The image that the stage began with; absent between a FROM and its image. */
    private volatile @Nullable String base;

    private volatile @Nullable String image;
    private volatile @Nullable String container;
    private @Nullable String overBounds;
    private boolean cached;
    private @Nullable String made;
    private @Nullable String error;
    private @Nullable String id;
    private boolean finished;

    private ImageBuild(DockerConnection connection, BuildSpec spec, Consumer<String> log) {
        this.connection = connection;
        this.spec = spec;
        this.log = log;
    }

    /** Builds it, and answers with what the image can be found by. */
    static ImageReference run(
            DockerConnection connection, ObjectNames names, BuildSpec spec, InputStream context, Consumer<String> log) {
        String network = spec.network().map(names::of).orElse("host");
        ImageBuild build = new ImageBuild(connection, spec, log);
        build.run(network, context);
        return spec.tag().orElseGet(() -> new ImageReference(DockerConnection.required(build.id, "built image's id")));
    }

    private void run(String network, InputStream context) {
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path("/v" + connection.apiVersion() + "/build?" + query(network))
                .putHeader("Content-Type", "application/x-tar")
                .body(context)
                .build();
        boolean built = false;
        try (Response response = http().execute(request);
                // The engine gives a build up when nobody listens any more.
                var disk = new DiskWatch(spec.bounds().disk(), this::written, response::close)) {
            try {
                read(response);
            } finally {
                overBounds = disk.broken().orElse(null);
            }
            built = finished && error == null && overBounds == null;
        } catch (RuntimeException | IOException e) {
            if (overBounds == null) {
                throw Thread.currentThread().isInterrupted()
                        ? new EngineException.Unavailable("interrupted while building an image", e)
                        : EngineFaults.of(e);
            }
        } finally {
            if (!built) {
                removeWhatItMade();
            }
        }
        if (overBounds != null) {
            throw new EngineException.Refused(overBounds, null);
        }
        if (error != null) {
            throw faultOf(error);
        }
        if (!finished) {
            throw new EngineException.Unavailable("the engine went in the middle of building an image", null);
        }
    }

    /** A step that fails, fails again; a network that went meanwhile can be made again. */
    private static EngineException faultOf(String error) {
        return NETWORK_GONE.matcher(error).matches()
                ? new EngineException.NotFound(Kind.NETWORK, error, null)
                : new EngineException.Refused(error, null);
    }

    private DockerHttpClient http() {
        return connection.streamHttp();
    }

    private String query(String network) {
        BuildSpec.Bounds bounds = spec.bounds();
        Map<String, String> query = new LinkedHashMap<>();
        spec.tag().ifPresent(tag -> query.put("t", tag.value()));
        query.put("dockerfile", spec.dockerfile());
        query.put("version", "1"); // not BuildKit
        query.put("rm", "1");
        query.put("forcerm", "1");
        query.put("layers", "0"); // Podman's word: no image for each step, which would outlast a failure
        query.put("networkmode", network);
        query.put("memory", Long.toString(bounds.memory().value()));
        query.put("memswap", Long.toString(bounds.memory().value()));
        query.put("cpuperiod", Integer.toString(PERIOD_MICROS));
        query.put("cpuquota", Long.toString(bounds.cpus().millis() * (PERIOD_MICROS / 1000L)));
        query.put("buildargs", written(spec.arguments()));
        query.put("labels", written(spec.labels()));
        return query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String written(Map<String, String> values) {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text cannot be written as JSON", e);
        }
    }

    private void read(Response response) throws IOException {
        if (response.getStatusCode() != 200) {
            String body = new String(response.getBody().readNBytes(64 * 1024), StandardCharsets.UTF_8);
            throw EngineFaults.of(response.getStatusCode(), EngineFaults.messageIn(body, body), null);
        }
        try (MappingIterator<JsonNode> words = JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
            while (words.hasNext()) {
                heard(words.next());
            }
        }
        if (!partOfLine.isEmpty()) {
            say("\n");
        }
    }

    private void heard(JsonNode word) {
        if (word.hasNonNull("stream")) {
            say(word.get("stream").asText());
        }
        if (word.path("aux").hasNonNull("ID")) {
            finished = true;
            id = word.path("aux").path("ID").asText();
        }
        if (word.hasNonNull("error")) {
            error = word.path("errorDetail")
                    .path("message")
                    .asText(word.get("error").asText());
        }
    }

    /** What is said comes in pieces that are no lines. */
    private void say(String text) {
        partOfLine.append(text);
        int end;
        while ((end = partOfLine.indexOf("\n")) >= 0) {
            String line = partOfLine.substring(0, end);
            partOfLine.delete(0, end + 1);
            String plain = COLOUR.matcher(line).replaceAll("");
            follow(plain);
            log.accept(plain);
        }
    }

    private void follow(String line) {
        Matcher inContainer = CONTAINER.matcher(line);
        Matcher isImage = IMAGE.matcher(line);
        if (FROM.matcher(line).matches()) {
            base = null;
        } else if (line.startsWith("Successfully ")) {
            finished = true;
        } else if (CACHED.matcher(line).matches()) {
            cached = true;
        } else if (inContainer.matches()) {
            container = inContainer.group(1);
        } else if (isImage.matches()) {
            image = isImage.group(1);
            container = null;
            if (base == null) {
                base = image;
            } else if (!cached) {
                made = image;
            }
            cached = false;
        }
    }

    /** What the stage has added so far, finished steps and the one at work. */
    private long written() {
        String begun = base;
        String now = image;
        String running = container;
        long layers = begun == null || now == null ? 0 : sizeOf(now) - sizeOf(begun);
        long step = running == null
                ? 0
                : connection
                        .find(client -> client.inspectContainerCmd(running)
                                .withSize(true)
                                .exec()
                                .getSizeRw())
                        .orElse(0L);
        return layers + step;
    }

    private long sizeOf(String id) {
        return connection
                .find(client -> client.inspectImageCmd(id).exec().getSize())
                .orElse(0L);
    }

    /**
     * Removes the images without a name that a failed build left of its finished steps. The removal of the last one also removes those
     * under it.
     */
    private void removeWhatItMade() {
        String last = made;
        if (last == null) {
            return;
        }
        Interruption.putOff(() -> remove(last));
    }

    private void remove(String last) {
        try {
            for (int i = 0; !isRemoved(last); i++) {
                if (i == REMOVAL_TRIES) {
                    LOG.warn("what a failed build made stays image={}", last);
                    return;
                }
                Thread.sleep(BETWEEN_REMOVALS); // its last step ends
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("what a failed build made stays image={} cause={}", last, e.getMessage());
        }
    }

    private boolean isRemoved(String id) {
        try {
            connection.callClient().removeImageCmd(id).exec();
            return true;
        } catch (NotFoundException e) {
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }
}
