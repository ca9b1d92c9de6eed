package dev.slipway.workspace.api;

import dev.slipway.admission.Variables;
import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.launch.WorkspaceStep;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.reconcile.Reconciler;
import dev.slipway.request.IfMatch;
import dev.slipway.request.Violations;
import dev.slipway.runtime.engine.Images;
import dev.slipway.step.Steps;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Wish;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is done with workspaces that are there. Every answer is given only for those that the caller may see. What an administrator
 * does to another's stands in the audit trail; what an owner does, in the workspace's own events.
 */
@ApplicationScoped
public class Workspaces {
    private final WorkspaceStore store;
    private final Reconciler reconciler;
    private final Images images;
    private final AuditTrail audit;
    private final Violations violations;

    Workspaces(WorkspaceStore store, Reconciler reconciler, Images images, AuditTrail audit, Violations violations) {
        this.store = store;
        this.reconciler = reconciler;
        this.images = images;
        this.audit = audit;
        this.violations = violations;
    }

    /**
     * The workspace, for its owner and administrators: who may see one may also start, stop, change and delete it, and nobody else.
     *
     * @throws ProblemException {@code not-found} for everyone else
     */
    public Workspace visible(WorkspaceId id, Caller caller) {
        return store.find(id)
                .filter(workspace -> caller.isAdmin() || workspace.owner().id().equals(caller.id()))
                .orElseThrow(() -> ProblemException.notFound("workspace " + id));
    }

    /**
     * As {@link #visible(WorkspaceId, Caller)}.
     *
     * @param id as a path says it, which may be none
     */
    Workspace visible(String id, Caller caller) {
        if (!WorkspaceId.isValid(id)) {
            throw ProblemException.notFound("workspace " + id);
        }
        return visible(new WorkspaceId(id), caller);
    }

    /**
     * Wants it to run; does nothing where it is wanted already.
     *
     * @throws ProblemException {@code stale} when it is another by now than the one that is meant, here and below
     */
    public Workspace start(Workspace workspace, IfMatch meant, Person by) {
        images.find(workspace.status().digest()); // says now, not later, that the engine is away
        return asked(workspace, meant, by, "workspace.start", new Transition.StartAsked());
    }

    public Workspace stop(Workspace workspace, IfMatch meant, Person by) {
        return asked(workspace, meant, by, "workspace.stop", new Transition.StopAsked());
    }

    public Workspace restart(Workspace workspace, IfMatch meant, Person by) {
        return workspace.desired() == DesiredState.RUNNING
                ? asked(workspace, meant, by, "workspace.restart", new Transition.RestartAsked())
                : start(workspace, meant, by);
    }

    /** Wants it to be gone; does nothing where that is wanted already. */
    public Workspace delete(Workspace workspace, IfMatch meant, Person by) {
        return asked(workspace, meant, by, "workspace.delete", new Transition.DeleteAsked());
    }

    /**
     * Changes a workspace that does not run, which its owner alone may: nobody else is told the values.
     *
     * @param meant the state that the change is meant for
     * @throws ProblemException {@code conflict} while it runs, {@code stale} when it is another by now
     */
    Workspace change(Workspace workspace, WorkspaceChange wanted, IfMatch meant, Person by) {
        if (!isOf(workspace, by)) {
            throw new ProblemException(ProblemCode.FORBIDDEN, "Its owner alone changes its variables");
        }
        List<FieldError> errors = new ArrayList<>(violations.of(wanted));
        Map<String, String> environment = Variables.of(wanted.env(), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return changed(workspace, by, "workspace.change", now -> {
            refuseWhatGoes(now);
            require(meant, now);
            if (now.state().isActive()) {
                throw new ProblemException(
                        ProblemCode.CONFLICT, "Its variables are those that it was started with; stop it first");
            }
            return Optional.of(new Transition.VariablesChanged(environment));
        });
    }

    /**
     * Lets happen what someone asks for, where it may happen in the workspace's state; otherwise nothing changes, since the workspace is
     * so already.
     */
    private Workspace asked(Workspace workspace, IfMatch meant, Person by, String action, Transition.Wished asked) {
        return changed(workspace, by, action, now -> {
            if (!(asked instanceof Transition.DeleteAsked)) {
                refuseWhatGoes(now);
            }
            require(meant, now);
            return asked.whereItMay(now);
        });
    }

    private static void require(IfMatch meant, Workspace now) {
        meant.require(now.changes(), "The workspace");
    }

    private static void refuseWhatGoes(Workspace workspace) {
        if (workspace.desired() == DesiredState.DELETED) {
            throw new ProblemException(ProblemCode.CONFLICT, "It is being deleted");
        }
    }

    /**
     * Changes it.
     *
     * @param decision what happens to it as it is now; empty: there is nothing to do
     */
    private Workspace changed(
            Workspace workspace, Person by, String action, Function<Workspace, Optional<Transition>> decision) {
        Workspace after = Steps.take(
                        WorkspaceStep.ASK,
                        () -> store.apply(workspace.id(), standing -> {
                            Optional<Transition> happens = decision.apply(standing.workspace);
                            if (happens.isPresent() && !isOf(workspace, by)) {
                                audit.add(by, action, "workspace " + workspace.id(), described(workspace));
                            }
                            return happens;
                        }))
                .orElseThrow(() -> ProblemException.notFound("workspace " + workspace.id()));
        Database.afterCommit(() -> reconciler.visit(Wish.of(after)));
        return after;
    }

    /** Keeps that someone who is not its owner reads what it puts out, before they do. */
    void keepLook(Workspace workspace, Person by) {
        if (!isOf(workspace, by)) {
            audit.addLook(by, "workspace.read-log", "workspace " + workspace.id(), described(workspace));
        }
    }

    private static boolean isOf(Workspace workspace, Person person) {
        return workspace.owner().id().equals(person.id());
    }

    private static String described(Workspace workspace) {
        return workspace.spec().name() + " of " + workspace.owner().name();
    }
}
