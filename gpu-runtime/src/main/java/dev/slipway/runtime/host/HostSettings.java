package dev.slipway.runtime.host;

import dev.slipway.runtime.container.HostFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How the host's own programs reach package registries, for containers that are to reach them in the same way: whose certificates
 * are trusted, which proxies and mirrors are used. {@code ./slipway} writes them into a folder, see {@code cli/host-settings.sh}.
 *
 * @param files of the host's, as a container sees them
 * @param variables that name those files, proxies and mirrors
 */
public record HostSettings(List<HostFile> files, Map<String, String> variables) {
    /** A host that has nothing of its own to tell. */
    public static final HostSettings NONE = new HostSettings(List.of(), Map.of());

    /** {@code /dev} is a file system of each container's own: what is mounted there leaves no trace in an image. */
    private static final String FOLDER = "/dev/slipway/";

    private static final String VARIABLES = "variables";

    /** What names the bundle of certificates to which programs: the ones of OpenSSL, Python's, Node.js, curl, git. */
    private static final Set<String> BUNDLE_VARIABLES = Set.of(
            "SSL_CERT_FILE",
            "REQUESTS_CA_BUNDLE",
            "PIP_CERT",
            "NODE_EXTRA_CA_CERTS",
            "CURL_CA_BUNDLE",
            "GIT_SSL_CAINFO");

    /** Files that the folder may have, and the variables that name each. */
    private static final Map<String, Set<String>> FILES = Map.of(
            "ca.pem", BUNDLE_VARIABLES,
            "apt.conf", Set.of("APT_CONFIG"),
            "condarc", Set.of("CONDARC"));

    public HostSettings {
        files = List.copyOf(files);
        variables = Map.copyOf(variables);
    }

    /**
     * Reads the folder as it is now.
     *
     * @throws UncheckedIOException when its variables cannot be read
     */
    public static HostSettings read(Path folder) {
        List<HostFile> files = new ArrayList<>();
        Map<String, String> variables = new HashMap<>();
        FILES.forEach((name, named) -> {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                files.add(new HostFile(file.toAbsolutePath().toString(), FOLDER + name));
                named.forEach(variable -> variables.put(variable, FOLDER + name));
            }
        });
        if (Files.isRegularFile(folder.resolve(VARIABLES))) {
            variables.putAll(readVariables(folder.resolve(VARIABLES)));
        }
        return new HostSettings(files, variables);
    }

    /** These settings, and further files. */
    public HostSettings with(List<HostFile> more) {
        return new HostSettings(Stream.concat(files.stream(), more.stream()).toList(), variables);
    }

    /** One {@code NAME=VALUE} a line, as it stands. */
    private static Map<String, String> readVariables(Path file) {
        Map<String, String> variables = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    variables.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the host's settings cannot be read", e);
        }
        return variables;
    }

    /** Names and paths; a proxy's address may have a password. */
    @Override
    public String toString() {
        return "HostSettings" + files + new TreeMap<>(variables).keySet();
    }
}
