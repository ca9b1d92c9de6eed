package dev.slipway.floor;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.MethodConfig;
import jakarta.enterprise.inject.build.compatible.spi.ParameterConfig;
import jakarta.enterprise.lang.model.types.Type;
import java.util.Set;

/**
 * Begins none of the platform's loops by itself: a test begins those that it is about. What has to be there before anything
 * else, the schema and the catalogue, begins as it does everywhere.
 */
public final class NoLoops implements BuildCompatibleExtension {
    private static final Set<String> NEEDED = Set.of("dev.slipway.database.Schema", "dev.slipway.catalogue.Catalogue");

    /** Takes away from methods of the platform that they are told of its start. */
    @Enhancement(types = Object.class, withSubtypes = true)
    public void leaveOut(MethodConfig method) {
        String owner = method.info().declaringClass().name();
        if (owner.startsWith("dev.slipway.") && !NEEDED.contains(owner)) {
            method.parameters().stream()
                    .filter(NoLoops::isStart)
                    .forEach(parameter -> parameter.removeAnnotation(
                            annotation -> annotation.name().equals(Observes.class.getName())));
        }
    }

    private static boolean isStart(ParameterConfig parameter) {
        Type type = parameter.info().type();
        return type.isClass() && type.asClass().declaration().name().equals(StartupEvent.class.getName());
    }
}
