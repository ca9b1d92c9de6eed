package dev.slipway.workspace.api;

import dev.slipway.workspace.WorkspaceId;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a workspace is reached: an origin of its own, {@code http://<id>.<apps domain>:<port>}, so that code in a notebook
 * never acts with the platform's cookies.
 */
@ApplicationScoped
public class WorkspaceOrigin {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

    private final URI publicUrl;
    private final String suffix;
    private final String portPart;

    /** The addresses by which browsers know this platform. */
    @ConfigMapping(prefix = "slipway")
    interface Config {
        /** The platform's own origin, without a path. */
        URI publicUrl();

        /** The domain under which each workspace has a name; in production a wildcard DNS name. */
        @WithDefault("apps.localhost")
        String appsDomain();
    }

    WorkspaceOrigin(Config config) {
        this.publicUrl = config.publicUrl();
        this.suffix = "." + config.appsDomain().toLowerCase(Locale.ROOT);
        this.portPart = publicUrl.getPort() < 0 ? "" : ":" + publicUrl.getPort();
    }

    /** The workspace's origin, without a slash at its end. */
    public String of(WorkspaceId id) {
        return publicUrl.getScheme() + "://" + id + suffix + portPart;
    }

    /** The platform's own origin, without a slash at its end. */
    public String ofPlatform() {
        return publicUrl.getScheme() + "://" + publicUrl.getHost() + portPart;
    }

    public boolean isSecure() {
        return "https".equals(publicUrl.getScheme());
    }

    /** Whether a host's name, without its port, lies under the apps domain. */
    public boolean isApps(String host) {
        return plain(host).endsWith(suffix);
    }

    /** The workspace that a host's name under the apps domain means, where it is well-formed. */
    public Optional<WorkspaceId> idOf(String host) {
        String name = plain(host);
        String label = name.substring(0, name.length() - suffix.length());
        return WorkspaceId.isValid(label) ? Optional.of(new WorkspaceId(label)) : Optional.empty();
    }

    /**
     * Whether a host's name, without its port, means the platform: its public name, or one of the loopback, by which it is
     * reached through a tunnel and by programs beside it. No browser takes such a name for a host elsewhere.
     */
    public boolean isPlatform(String host) {
        String name = plain(host);
        return name.equals(publicUrl.getHost().toLowerCase(Locale.ROOT))
                || name.equals("localhost")
                || name.equals("[::1]")
                || LOOPBACK.matcher(name).matches();
    }

    /** Whether it is the platform's own host, named with the dot at the end that makes it another for browsers. */
    public boolean isPlatformWithDot(String host) {
        return endsInDot(host) && plain(host).equals(publicUrl.getHost().toLowerCase(Locale.ROOT));
    }

    /** Whether a host's name ends in the dot of the DNS's root, with which it means the same host. */
    public static boolean endsInDot(String host) {
        return host.endsWith(".");
    }

    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return endsInDot(name) ? name.substring(0, name.length() - 1) : name;
    }
}
