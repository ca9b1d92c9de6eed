package dev.slipway.container;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.RunContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where pip, uv, npm and conda put what a user installs: into a folder of the home for each image and Python version, so that it
 * is there after a restart and with the next release of the image, and no other image sees it.
 *
 * <p>A Jupyter server is started by a script, {@code serve.sh}, which lays an environment over the image's Python for what the
 * server starts, and keeps the server itself out of it. Other servers are told by variables alone.
 *
 * @param command what starts the server
 * @param variables that the installing programs go by
 * @param programs the directory of programs that users install
 */
public record Packages(List<String> command, Map<String, String> variables, String programs) {
    /** In memory, and the container's own: it leads to the folder in the home, by {@code serve.sh}. */
    static final String FOLDER = "/run/slipway";

    private static final String SCRIPT = script();
    private static final Pattern MINOR = Pattern.compile("\\d+\\.\\d+");

    public Packages {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }

    /**
     * For a server of an image.
     *
     * @param image the catalogue's name of it, which all its versions share
     * @param python the version of Python in it; empty: nobody knows
     * @param searchPath the image's own
     */
    public static Packages of(RunContract run, ImageName image, Optional<String> python, String searchPath) {
        String base =
                run.servesJupyter() ? FOLDER + "/python" : run.home() + "/.slipway/packages/" + image + minor(python);
        Map<String, String> variables = new TreeMap<>(Map.of(
                "PYTHONUSERBASE",
                base,
                "NPM_CONFIG_PREFIX",
                base,
                // Debian's pip refuses otherwise; the system's own packages cannot be written anyway.
                "PIP_BREAK_SYSTEM_PACKAGES",
                "1",
                "CONDA_ENVS_DIRS",
                run.home() + "/.conda/envs",
                "CONDA_PKGS_DIRS",
                run.home() + "/.conda/pkgs"));
        if (!run.servesJupyter()) {
            return new Packages(run.command(), variables, base + "/bin");
        }
        variables.put("VIRTUAL_ENV", base);
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "slipway-serve", image.value(), searchPath));
        command.addAll(run.command());
        return new Packages(command, variables, base + "/bin");
    }

    private static String minor(Optional<String> python) {
        Matcher version = MINOR.matcher(python.orElse(""));
        return version.lookingAt() ? "-python" + version.group() : "";
    }

    private static String script() {
        try (InputStream script = Packages.class.getResourceAsStream("serve.sh")) {
            if (script == null) {
                throw new IllegalStateException("serve.sh is not in this program");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
