package dev.slipway.image;

import dev.slipway.catalogue.VersionKey;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.OperationWork;
import jakarta.enterprise.context.ApplicationScoped;

/** Fetches the exact image of a version through the engine. */
@ApplicationScoped
class PullWork implements OperationWork {
    private final ExactImages exactImages;

    PullWork(ExactImages exactImages) {
        this.exactImages = exactImages;
    }

    @Override
    public Operation.Kind kind() {
        return Operation.Kind.PULL;
    }

    @Override
    public void run(Operation operation, OperationReport report) throws InterruptedException {
        exactImages.hold(new VersionKey(operation.image(), operation.version()), operation.id(), report);
    }
}
