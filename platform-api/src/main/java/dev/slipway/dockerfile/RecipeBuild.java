package dev.slipway.dockerfile;

import dev.slipway.catalog.context.BuildContext;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalog.dockerfile.Finding;
import dev.slipway.runtime.docker.DockerContainerEngine;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.host.HostSettings;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.network.Subnet;
import dev.slipway.runtime.network.SubnetPool;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code RecipeBuild DOCKERFILE IMAGE [--build-arg NAME=VALUE]…}: builds an image of the catalogue from its recipe's Dockerfile,
 * in the same way in which administrators' own are built, but on the host's network and with all that the host has.
 * {@code ./slipway image build} runs it.
 */
public final class RecipeBuild {
    private static final String ARGUMENT = "--build-arg";
    private static final Bytes ANY_SIZE = new Bytes(Long.MAX_VALUE);

    private RecipeBuild() {}

    /** Exits with 1 where the image cannot be built, and says why. */
    public static void main(String[] words) throws IOException {
        List<String> given = List.of(words);
        if (given.size() < 2) {
            System.err.println("usage: RecipeBuild DOCKERFILE IMAGE [--build-arg NAME=VALUE]…");
            System.exit(2);
        }
        Dockerfile dockerfile = Dockerfile.read(Files.readString(Path.of(given.getFirst())));
        try (ContainerEngine engine = engine()) {
            build(engine, dockerfile, new ImageReference(given.get(1)), arguments(given.subList(2, given.size())));
        } catch (EngineException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static ContainerEngine engine() {
        String socket = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
        return new DockerContainerEngine(
                URI.create(socket),
                new InstallationId("recipes"),
                new SubnetPool(Subnet.parse("10.213.0.0/16")),
                new NoNetworks());
    }

    /** Recipes make no network, so that there is none to wall. */
    private static final class NoNetworks implements Firewall {
        @Override
        public boolean enforce() {
            throw new IllegalStateException("a recipe's build has the host's network");
        }

        @Override
        public void enforceWithin(long pid) {
            throw new IllegalStateException("a recipe's build has the host's network");
        }
    }

    /** Docker's own form, as a user of {@code docker build} knows it. */
    private static Map<String, String> arguments(List<String> words) {
        Map<String, String> arguments = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String pair = word.equals(ARGUMENT) && i + 1 < words.size()
                    ? words.get(++i)
                    : word.startsWith(ARGUMENT + "=") ? word.substring(ARGUMENT.length() + 1) : "";
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not --build-arg NAME=VALUE: " + word);
            }
            arguments.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return arguments;
    }

    private static void build(
            ContainerEngine engine, Dockerfile dockerfile, ImageReference image, Map<String, String> arguments) {
        dockerfile.check(arguments).stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .findFirst()
                .ifPresent(finding -> {
                    throw new IllegalArgumentException("line " + finding.line() + ": " + finding.message());
                });
        EngineInfo info = engine.info();
        Path settings = Path.of(System.getenv().getOrDefault("SLIPWAY_HOST_SETTINGS", "/nonexistent"));
        var order = new DockerfileBuild.Order(
                image,
                dockerfile,
                arguments,
                BuildContext::empty,
                new ResourceId("recipe-" + ProcessHandle.current().pid()),
                Optional.empty(),
                new BuildSpec.Bounds(Cpus.of(BigDecimal.valueOf(info.cpus())), info.memory(), ANY_SIZE),
                HostSettings.read(settings));
        DockerfileBuild.run(engine.images(), engine.builds(), order, System.out::println);
    }
}
