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
 * Clears away what ended operations have left behind: those whose process died and that no other process took up again, and
 * those whose engine did not answer at their end. An operation has left something if its holder is still open.
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

    /** Clears away all that the engine lets go of. What stays is tried again at the next call. */
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

    /** Clears away what a holder left. While its container cannot be removed, it keeps its network. */
    private void clear(Holder holder) {
        try {
            teardown.clear(holder);
        } catch (EngineException e) {
            LOG.warnf("what an operation left stays holder=%s cause=%s", holder.id(), e.getMessage());
        }
    }
}
