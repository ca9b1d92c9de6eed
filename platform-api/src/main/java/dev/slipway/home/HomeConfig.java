package dev.slipway.home;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who owners are to the kernel. */
@ConfigMapping(prefix = "slipway")
interface HomeConfig {
    /**
     * The uids that owners get, one each: above those that {@code useradd} gives, and below those that it gives as subordinate
     * ones, unless set otherwise.
     */
    @WithDefault("70000-99999")
    UidRange uids();
}
