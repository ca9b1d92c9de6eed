package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Person;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A workspace of alice's, as far as it matters to what is tested. */
public final class AWorkspace {
    static final String TOKEN = "secret";

    private AWorkspace() {}

    public static Workspace of(
            DesiredState desired, WorkspaceState state, int generation, int observed, Optional<Endpoint> endpoint) {
        var image = new ImageReference("a:1");
        var spec = new Workspace.Spec(
                "name",
                new VersionKey(new ImageName("jupyter"), new VersionName("1")),
                image,
                new Limits(new Cpus(1000), Bytes.ofGibi(1), Bytes.ofMebi(64), 512),
                Optional.empty(),
                Map.of(),
                "name",
                Optional.empty());
        var status = new Workspace.Status(desired, state, Optional.empty(), generation, observed, image, endpoint);
        var times =
                new Workspace.Times(Instant.EPOCH, Instant.EPOCH, Optional.empty(), Optional.empty(), Optional.empty());
        return new Workspace(
                new WorkspaceId("waaaaaaaaaa"), new Person("owner", "alice"), spec, status, times, TOKEN, 1, 1);
    }
}
