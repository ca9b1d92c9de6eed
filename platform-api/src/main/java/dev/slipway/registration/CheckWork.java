package dev.slipway.registration;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageCheck;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.container.Server;
import dev.slipway.image.ExactImages;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.OperationWork;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.trial.Trial;
import dev.slipway.trial.TrialReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Starts a version's image once, and keeps what was seen. */
@ApplicationScoped
class CheckWork implements OperationWork {
    private final Catalogue catalogue;
    private final ExactImages exactImages;
    private final ImageStore store;
    private final Trial trial;
    private final Clock clock;

    CheckWork(Catalogue catalogue, ExactImages exactImages, ImageStore store, Trial trial, Clock clock) {
        this.catalogue = catalogue;
        this.exactImages = exactImages;
        this.store = store;
        this.trial = trial;
        this.clock = clock;
    }

    @Override
    public Operation.Kind kind() {
        return Operation.Kind.CHECK;
    }

    @Override
    public void run(Operation operation, OperationReport report) throws InterruptedException {
        VersionKey key = new VersionKey(operation.image(), operation.version());
        LocalImage held = exactImages.hold(key, operation.id(), report);
        CatalogImage image = catalogue.now().image(key.image()).orElseThrow(() -> gone(key));
        ImageVersion version = image.version(key.version()).orElseThrow(() -> gone(key));
        Optional<Server> server =
                version.run().map(run -> new Server(key.image(), held, Optional.ofNullable(version.python()), run));
        TrialReport seen = trial.run(operation.id(), operation.requester(), held, server, report);
        seen.output().forEach(line -> report.line(0, line));
        ImageCheck check = ImageCheck.of(held.digest(), clock.instant(), seen, image.framework(), version);
        store.keep(key, check);
        if (check.problem() != null) {
            throw new OperationFailedException("contract-broken", check.problem(), null);
        }
    }

    private static OperationFailedException gone(VersionKey key) {
        return new OperationFailedException("image-unavailable", "The catalogue no longer has " + key, null);
    }
}
