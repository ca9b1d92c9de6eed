package dev.slipway.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an image's server is run, so that one platform can serve them all.
 *
 * @param command the program and its arguments; it must listen on {@code 0.0.0.0} and the port
 * @param environment variables that it needs
 * @param port where it listens, 1024 to 65535, its user not being root
 * @param readyPath answered with a status below 500 once it serves
 * @param home where the user's files belong; the home volume is mounted there
 * @param user numeric {@code uid:gid} that it runs as
 * @param activity how it tells whether someone works in it; empty: it does not, and what the platform sees has to do
 */
public record RunContract(
        List<String> command,
        Map<String, String> environment,
        int port,
        String readyPath,
        String home,
        String user,
        Optional<Activity> activity) {
    /** A way to tell of activity. */
    public enum Activity {
        /** Jupyter Server's REST API: {@code /api/kernels}. */
        JUPYTER
    }

    public RunContract {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a run contract needs a command");
        }
        if (port < 1024 || port > 65535) {
            throw new IllegalArgumentException("a server without root's rights listens on a port from 1024 to 65535");
        }
        if (!readyPath.startsWith("/") || !home.startsWith("/")) {
            throw new IllegalArgumentException("readyPath and home begin with a slash");
        }
        if (!user.matches("[1-9]\\d*:[1-9]\\d*")) {
            throw new IllegalArgumentException("user is a numeric uid:gid other than root");
        }
    }

    /** Whether its server is a Jupyter server. */
    public boolean servesJupyter() {
        return activity.filter(Activity.JUPYTER::equals).isPresent();
    }
}
