package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A workspace of alice's, as far as it matters to what is tested. */
final class AWorkspace {
    static final String TOKEN = "secret";

    private AWorkspace() {}

    static Workspace of(
            DesiredState desired, WorkspaceState state, int generation, int observed, Optional<String> address) {
        return new Workspace(
                new WorkspaceId("waaaaaaaaaa"),
                "owner",
                "alice",
                "name",
                new ImageName("jupyter"),
                new VersionName("1"),
                new ImageReference("a:1"),
                new ImageReference("a:1"),
                new Limits(new Cpus(1000), Bytes.ofGibi(1), Bytes.ofMebi(64), 512),
                Optional.empty(),
                Map.of(),
                "name",
                desired,
                state,
                Optional.empty(),
                generation,
                observed,
                TOKEN,
                address,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1);
    }
}
