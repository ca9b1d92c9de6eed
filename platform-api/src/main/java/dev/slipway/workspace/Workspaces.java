package dev.slipway.workspace;

import dev.slipway.audit.AuditTrail;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.image.Catalogue;
import dev.slipway.image.CudaImages;
import dev.slipway.image.Images;
import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Violations;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.host.HostFacts;
import dev.slipway.secret.Secrets;
import dev.slipway.workspace.Admission.Admitted;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What users do with workspaces. Every answer is given only for those that the caller may see. What an administrator does to
 * another's stands in the audit trail; what an owner does, in the workspace's own events.
 */
@ApplicationScoped
public class Workspaces {
    private final Database database;
    private final WorkspaceStore store;
    private final Reconciler reconciler;
    private final ContainerEngine engine;
    private final Catalogue catalogue;
    private final Images images;
    private final WorkspaceConfig config;
    private final GpuLaunches gpuLaunches;
    private final AuditTrail audit;
    private final Violations violations;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Workspaces(
            Database database,
            WorkspaceStore store,
            Reconciler reconciler,
            ContainerEngine engine,
            Catalogue catalogue,
            Images images,
            WorkspaceConfig config,
            GpuLaunches gpuLaunches,
            AuditTrail audit,
            Violations violations,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.reconciler = reconciler;
        this.engine = engine;
        this.catalogue = catalogue;
        this.images = images;
        this.config = config;
        this.gpuLaunches = gpuLaunches;
        this.audit = audit;
        this.violations = violations;
        this.clock = clock;
    }

    /**
     * The workspace, for its owner and administrators.
     *
     * @throws ProblemException {@code not-found} for everyone else
     */
    public Workspace visible(WorkspaceId id, Caller caller) {
        return store.find(id)
                .filter(workspace -> caller.isAdmin() || workspace.ownerId().equals(caller.id()))
                .orElseThrow(() -> ProblemException.notFound("workspace " + id));
    }

    /**
     * Admits a launch.
     *
     * @param kept is told the workspace in the transaction that adds it
     */
    Workspace launch(WorkspaceRequest request, Caller caller, Consumer<Workspace> kept) {
        HostFacts facts = HostFacts.read();
        Admitted admitted = Admission.admit(
                request,
                violations.of(request),
                catalogue.now(),
                new Admission.Host(facts.cpus(), facts.memory()),
                config);
        Images.Exact image = images.exact(admitted.image(), admitted.version());
        Optional<GpuLaunches.Basis> basis = admitted.gpus().map(gpus -> {
            GpuLaunches.Basis seen = gpuLaunches.look(
                    CudaImages.of(admitted.version(), CudaImages.asRun(image.environment(), admitted.environment())));
            gpuLaunches.refuseTheImpossible(gpus, seen);
            return seen;
        });
        Transition.Outcome first = Transition.admitted(
                WorkspaceId.random(random),
                caller.person(),
                admitted,
                image,
                Secrets.random(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        Workspace workspace = first.workspace();
        database.transact(() -> {
            store.insert(first, caller.groups());
            basis.ifPresent(seen -> gpuLaunches.lease(workspace, seen));
            kept.accept(workspace);
            Database.afterCommit(() -> reconciler.wake(workspace.id()));
        });
        return workspace;
    }

    /** Wants it to run; does nothing where it is wanted already. */
    public Workspace start(Workspace workspace, Person by) {
        engine.findImage(workspace.digest()); // says now, not later, that the engine is away
        return asked(workspace, by, "workspace.start", new Transition.StartAsked());
    }

    Workspace stop(Workspace workspace, Person by) {
        return asked(workspace, by, "workspace.stop", new Transition.StopAsked());
    }

    Workspace restart(Workspace workspace, Person by) {
        return workspace.desired() == DesiredState.RUNNING
                ? asked(workspace, by, "workspace.restart", new Transition.RestartAsked())
                : start(workspace, by);
    }

    /** Wants it to be gone; does nothing where that is wanted already. */
    Workspace delete(Workspace workspace, Person by) {
        return asked(workspace, by, "workspace.delete", new Transition.DeleteAsked());
    }

    /**
     * Changes a workspace that does not run, which its owner alone may: nobody else is told the values.
     *
     * @param etag the state that the change is meant for, quoted; empty: any
     * @throws ProblemException {@code conflict} while it runs, {@code stale} when it is another by now
     */
    Workspace change(Workspace workspace, WorkspaceChange wanted, Optional<String> etag, Person by) {
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
            if (etag.filter(meant -> !meant.equals("*") && !meant.equals("\"" + now.revision() + "\""))
                    .isPresent()) {
                throw new ProblemException(ProblemCode.STALE, "The workspace was changed since; look at it again");
            }
            if (now.state().isActive()) {
                throw new ProblemException(
                        ProblemCode.CONFLICT, "Its variables are those that it was started with; stop it first");
            }
            return Optional.of(new Transition.VariablesChanged(environment));
        });
    }

    /** What someone asks for happens where it may; it is there already otherwise. */
    private Workspace asked(Workspace workspace, Person by, String action, Transition.Wished asked) {
        return changed(workspace, by, action, now -> {
            if (!(asked instanceof Transition.DeleteAsked)) {
                refuseWhatGoes(now);
            }
            return asked.whereItMay(now);
        });
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
        Workspace after = store.apply(workspace.id(), standing -> {
                    Optional<Transition> happens = decision.apply(standing.workspace);
                    if (happens.isPresent() && !isOf(workspace, by)) {
                        audit.add(by, action, "workspace " + workspace.id(), described(workspace));
                    }
                    return happens;
                })
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
        return workspace.ownerId().equals(person.id());
    }

    private static String described(Workspace workspace) {
        return workspace.name() + " of " + workspace.ownerName();
    }
}
