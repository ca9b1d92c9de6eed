package dev.slipway.catalog.registry;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an image in a registry, as the
 * <a href="https://pkg.go.dev/github.com/distribution/reference">distribution project</a> writes it and Docker shortens it:
 * {@code pytorch/pytorch:2.6.0} is {@code docker.io/pytorch/pytorch:2.6.0}. A tag or a digest is obligatory, since
 * {@code latest} names nothing exact.
 *
 * @param host the registry, with its port if it has one
 * @param repository where in it
 * @param tag what it is called there
 * @param digest what it is, whatever it is called
 */
public record RegistryReference(String host, String repository, Optional<String> tag, Optional<Digest> digest) {
    static final String DOCKER_HUB = "docker.io";

    private static final Pattern HOST = Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
            + "(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*|\\[[a-f0-9:]{2,39}\\])(?::\\d{1,5})?");
    private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final int LONGEST_NAME = 255;

    public RegistryReference {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("its registry is not a host's name");
        }
        if (host.length() + 1 + repository.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("its name is longer than " + LONGEST_NAME + " characters");
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new IllegalArgumentException(
                    "its repository is not of lower-case letters and digits, with single separators between them");
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            throw new IllegalArgumentException("it names no tag and no digest; latest is not meant by silence");
        }
        if (tag.filter(text -> !TAG.matcher(text).matches()).isPresent()) {
            throw new IllegalArgumentException(
                    "its tag is not 1 to 128 letters, digits, underscores, dots and hyphens");
        }
    }

    /**
     * Reads a reference as people write it.
     *
     * @throws IllegalArgumentException when it is none; the message says which part is wrong
     */
    public static RegistryReference parse(String text) {
        if (text.length() > 512) {
            throw new IllegalArgumentException("it is longer than any reference");
        }
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(new Digest(text.substring(at + 1)));
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.lastIndexOf(':');
        boolean tagged = colon > name.lastIndexOf('/');
        Optional<String> tag = tagged ? Optional.of(name.substring(colon + 1)) : Optional.empty();
        String path = tagged ? name.substring(0, colon) : name;
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        if (isHost(first)) {
            String host = first.toLowerCase(Locale.ROOT);
            return new RegistryReference(
                            host.equals("index.docker.io") ? DOCKER_HUB : host, path.substring(slash + 1), tag, digest)
                    .official();
        }
        return new RegistryReference(DOCKER_HUB, path, tag, digest).official();
    }

    /** Docker's rule: a first part without a dot, a colon and capitals is a part of the path, unless it is localhost. */
    private static boolean isHost(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    /** Docker Hub keeps images without an owner under {@code library/}. */
    private RegistryReference official() {
        return host.equals(DOCKER_HUB) && repository.indexOf('/') < 0
                ? new RegistryReference(host, "library/" + repository, tag, digest)
                : this;
    }

    /** The same repository at exactly this digest, and no tag: the tag may move. */
    public RegistryReference at(Digest exact) {
        return new RegistryReference(host, repository, Optional.empty(), Optional.of(exact));
    }

    RegistryReference on(String otherHost) {
        return new RegistryReference(otherHost, repository, tag, digest);
    }

    /** What the manifest is asked for by: the digest where there is one. */
    String manifest() {
        return digest.map(Digest::value).or(() -> tag).orElseThrow();
    }

    @Override
    public String toString() {
        return host + "/" + repository + tag.map(text -> ":" + text).orElse("")
                + digest.map(exact -> "@" + exact).orElse("");
    }
}
