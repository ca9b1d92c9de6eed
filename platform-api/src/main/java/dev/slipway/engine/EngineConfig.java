package dev.slipway.engine;

import dev.slipway.runtime.firewall.Egress;
import dev.slipway.runtime.firewall.Service;
import dev.slipway.runtime.network.Subnet;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The machine that this platform drives. */
@ConfigMapping(prefix = "slipway")
public interface EngineConfig {
    /** Where the platform keeps its data ({@code SLIPWAY_HOME}). */
    @WithDefault(".slipway")
    Path home();

    /** Tells this platform's containers from those of another on the same engine: 1 to 20 of {@code a-z0-9}. */
    @WithDefault("local")
    String installation();

    Engine engine();

    Network network();

    Catalog catalog();

    Registries registries();

    /** The container engine. */
    interface Engine {
        /** Where it listens. */
        @WithDefault("unix:///var/run/docker.sock")
        URI socket();
    }

    /** What workspaces may reach, and where they are. */
    interface Network {
        /** {@code internet}: public addresses; {@code none}: nothing. */
        @WithDefault("internet")
        Egress egress();

        /** What is reached beside that, at private addresses or on this host: proxies, and mirrors of packages. */
        Optional<List<Service>> allowed();

        /** Connections that one workspace or build has open at once, of any protocol, 1 to 1,000,000. */
        @WithDefault("2048")
        int connections();

        /** New connections of one workspace or build in a second, 1 to 100,000; four seconds' worth may come at once. */
        @WithDefault("128")
        int connectionsPerSecond();

        /** Where this host's own name server for workspaces is, which {@code ./slipway} starts; absent: there is none. */
        Optional<String> resolver();

        /** The range out of which each workspace's bridge takes a /28; nothing else of the site's may be in it. */
        @WithDefault("10.213.0.0/16")
        Subnet subnets();
    }

    /** What may be launched. */
    interface Catalog {
        /** A file of further images, in the form of the curated catalogue. */
        Optional<Path> file();
    }

    /** Where images come from. */
    interface Registries {
        /** A file of the registries that may be asked; absent: those of the curated catalogue. */
        Optional<Path> file();

        /** How long a tag is believed to name what it named, before its registry is asked again. */
        @WithDefault("PT6H")
        Duration lookInterval();

        /** How often the platform looks for images that may be evicted. */
        @WithDefault("PT10M")
        Duration evictionInterval();

        /** How long an image that a build began with, and that no version names, is kept for the next build. */
        @WithDefault("P1D")
        Duration basesKept();

        /** The least that an eviction rule may say. */
        @WithDefault("PT1H")
        Duration leastUnused();
    }
}
