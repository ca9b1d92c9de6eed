package dev.slipway.runtime.docker.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.image.ImageReference;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a fault of the engine's means to a caller. The status of an answer is not enough: Docker answers 403 where a
 * network is in use, Podman 500 to nearly everything, and both 500 where a registry does not have an image. Then its words
 * decide; what they do not tell counts as passing, which costs another try where it is wrong, and no one's workspace.
 */
public final class EngineFaults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern MISSING_VOLUME = words("no such volume", "volume .*not found");
    private static final Pattern MISSING_NETWORK = words(
            "network .*not found", "network not found", "no such network(?! interface)", "unable to find network");
    private static final Pattern MISSING_IMAGE = words("no such image", "image not known", "unable to find image");
    private static final Pattern MISSING_CONTAINER = words("no such container", "no container with");

    private static final Pattern IN_USE = words(
            "already in use",
            "is in use",
            "being used",
            "active endpoints",
            "already exists in network",
            "removal of container .* in progress",
            "marked for removal",
            "has dependent child images");

    /** The engine's words for a command in a container that does not run. */
    private static final Pattern NOT_RUNNING = words("is not running", "exec sessions on running containers");

    /** The engine's words for something that a request asks for and this engine or host does not have. */
    private static final Pattern LACKING = words(
            "could not select device driver",
            "error gathering device information",
            "stat /dev/",
            "unresolvable cdi devices",
            "unknown or invalid runtime",
            "oci runtime .*(create failed|permission denied|not found)",
            "executable file .*not found",
            "exec format error");

    /** The host is short of something just now. */
    private static final Pattern SHORT = words(
            "resource temporarily unavailable",
            "device or resource busy",
            "too many open files",
            "timed? ?out",
            "deadline exceeded",
            "cannot allocate memory",
            "interrupted system call");

    /** What a registry says that does not have an image. */
    private static final Pattern NOT_IN_REGISTRY = words(
            "manifest unknown",
            "manifest for .* not found",
            "name unknown",
            "repository .*not (known|exist|found)",
            "no matching manifest",
            "no image found in");

    /** What a registry says that does not show it, unless it says so because of something else. */
    private static final Pattern NOT_SHOWN = words(
            "(?<!permission )denied",
            "unauthorized",
            "authentication required",
            "no basic auth credentials",
            "status: 40[134]");

    /** Trouble on the way to a registry, or in it. */
    private static final Pattern REGISTRY_TROUBLE = words(
            "toomanyrequests",
            "too many requests",
            "rate limit",
            "dial tcp",
            "no such host",
            "connection (refused|reset)",
            "\\btls\\b",
            "x509",
            "timeout",
            "deadline exceeded",
            "\\beof\\b",
            "status: (429|5\\d\\d)");

    /** An image that this engine cannot hold, however often it is pulled. */
    private static final Pattern UNUSABLE_IMAGE = words(
            "no space left on device", "failed to register layer", "unsupported", "not supported", "invalid reference");

    private EngineFaults() {}

    private static Pattern words(String... alternatives) {
        return Pattern.compile(String.join("|", alternatives), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** The fault in our words; one that is ours already stays as it is. */
    public static EngineException of(Throwable fault) {
        return switch (fault) {
            case EngineException ours -> ours;
            case ExecutionException e when e.getCause() instanceof EngineException ours -> ours;
            case DockerException e -> of(e.getHttpStatus(), messageOf(e), e);
            case IOException e -> unreachable(e, e);
            case RuntimeException e when e.getCause() instanceof IOException cause -> unreachable(cause, e);
            default ->
                new EngineException.Unavailable("The container engine's answer was not understood: " + fault, fault);
        };
    }

    private static EngineException unreachable(IOException cause, Throwable fault) {
        return new EngineException.Unavailable("The container engine cannot be reached: " + cause.getMessage(), fault);
    }

    /** What an answer means that is no success. */
    public static EngineException of(int status, String message, @Nullable Throwable cause) {
        if (NOT_RUNNING.matcher(message).find()) {
            return new EngineException.Refused(message, cause);
        }
        if (status == 404) {
            return new EngineException.NotFound(missing(message), message, cause);
        }
        if (status == 409 || IN_USE.matcher(message).find()) {
            return new EngineException.Conflict(message, cause);
        }
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            return new EngineException.Refused(message, cause);
        }
        if (isMissing(message)) {
            return new EngineException.NotFound(missing(message), message, cause);
        }
        return LACKING.matcher(message).find() && !SHORT.matcher(message).find()
                ? new EngineException.Refused(message, cause)
                : new EngineException.Unavailable(message, cause);
    }

    /**
     * Whether the engine stumbled over something that went while it looked: Podman reads all the host's interfaces for a new network,
     * and one of a container that ends is gone before it has read on. It can be asked again at once.
     */
    public static boolean isDisturbed(String message) {
        return message.contains("no such network interface");
    }

    private static boolean isMissing(String message) {
        return MISSING_VOLUME.matcher(message).find()
                || MISSING_NETWORK.matcher(message).find()
                || MISSING_IMAGE.matcher(message).find()
                || MISSING_CONTAINER.matcher(message).find();
    }

    private static Kind missing(String message) {
        if (MISSING_VOLUME.matcher(message).find()) {
            return Kind.VOLUME;
        }
        if (MISSING_CONTAINER.matcher(message).find()) {
            return Kind.CONTAINER;
        }
        if (MISSING_NETWORK.matcher(message).find()) {
            return Kind.NETWORK;
        }
        return MISSING_IMAGE.matcher(message).find() ? Kind.IMAGE : Kind.CONTAINER;
    }

    /** What a pull's end means that is no success, by the words of the engine and the registry. */
    public static EngineException ofPull(ImageReference image, String words, @Nullable Throwable cause) {
        String message = "no image " + image + ": " + words;
        if (UNUSABLE_IMAGE.matcher(words).find()) {
            return new EngineException.Refused(message, cause);
        }
        boolean isTrouble = REGISTRY_TROUBLE.matcher(words).find();
        boolean isHidden = NOT_SHOWN.matcher(words).find() && !isTrouble;
        return NOT_IN_REGISTRY.matcher(words).find() || isHidden
                ? new EngineException.NotFound(Kind.IMAGE, message, cause)
                : new EngineException.Unavailable("image " + image + " cannot be had just now: " + words, cause);
    }

    /** docker-java's message is {@code Status 404: {"message":"…"}}; the engine's own words are what helps. */
    public static String messageOf(DockerException fault) {
        String text = String.valueOf(fault.getMessage());
        return text.indexOf('{') < 0 ? text : messageIn(text.substring(text.indexOf('{')), text);
    }

    /** What an answer's body says, or the given words where it is not as engines write it. */
    public static String messageIn(String body, String otherwise) {
        try {
            return JSON.readTree(body).path("message").asText(otherwise).strip();
        } catch (JsonProcessingException e) {
            return otherwise;
        }
    }
}
