package dev.slipway.runtime.docker;

import com.github.dockerjava.api.model.Image;
import dev.slipway.runtime.docker.api.DockerConnection;
import dev.slipway.runtime.imagebuild.BuildStep;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the image that the same step made out of the same image before: by the parent that the engine keeps of an image, and by
 * the comment that a step leaves in its history. An engine that keeps no parents runs the step again.
 */
final class StepCache {
    private static final int LONGEST_COMMENT = 200;

    private final DockerConnection connection;
    private final BuildStep step;

    StepCache(DockerConnection connection, BuildStep step) {
        this.connection = connection;
        this.step = step;
    }

    /** What the history says: the command, and a hash of it and its arguments. The host's settings are in neither. */
    String comment() {
        String command = "RUN " + StepRun.written(step.command());
        String shown = command.length() > LONGEST_COMMENT ? command.substring(0, LONGEST_COMMENT) + "…" : command;
        return shown + " # " + hash();
    }

    private String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String all = step.command() + "\n" + new TreeMap<>(step.arguments());
            return HexFormat.of()
                    .formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Optional<String> find() {
        String comment = comment();
        return connection.call(client -> client.listImagesCmd().withShowAll(true).exec().stream()
                .filter(image -> step.image().equals(image.getParentId()))
                .map(Image::getId)
                .filter(id -> comment.equals(client.inspectImageCmd(id).exec().getComment()))
                .findFirst());
    }
}
