package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationEnded;
import dev.slipway.operation.Operations;
import dev.slipway.runtime.engine.EngineException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * What operations have left that were broken off with their process, and that nobody took up again, or whose engine did not
 * answer at their end. Whoever is admitted and has not ended has left something.
 */
@ApplicationScoped
public class Remains {
    private static final Logger LOG = Logger.getLogger(Remains.class);

    private final Holders holders;
    private final Operations operations;
    private final Teardown teardown;

    Remains(Holders holders, Operations operations, Teardown teardown) {
        this.holders = holders;
        this.operations = operations;
        this.teardown = teardown;
    }

    void ended(@Observes OperationEnded event) {
        if (event.operation().kind() != Operation.Kind.PULL) {
            clear();
        }
    }

    /** Clears it away as far as the engine does it; what stays is come back to. */
    public void clear() {
        holders.open().stream()
                .filter(holder -> holder.kind() != Holder.Kind.WORKSPACE)
                .filter(holder -> hasEnded(holder.of()))
                .forEach(this::clear);
    }

    private boolean hasEnded(String operation) {
        return operations
                .find(operation)
                .filter(found -> !found.state().isFinished())
                .isEmpty();
    }

    /** Clears what a holder left. Where its container cannot be removed, its network stays its own. */
    private void clear(Holder holder) {
        try {
            teardown.clear(holder);
        } catch (EngineException e) {
            LOG.warnf("what an operation left stays holder=%s cause=%s", holder.id(), e.getMessage());
        }
    }
}
