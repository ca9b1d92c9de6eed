package dev.slipway.workspace;

import dev.slipway.settings.AtLeastOne;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How many workspaces there are. */
@ConfigMapping(prefix = "slipway.workspaces")
public interface WorkspaceConfig {
    /** How many a user may have, stopped ones included. */
    @WithDefault("20")
    @WithConverter(AtLeastOne.class)
    int perUser();
}
