package dev.slipway.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.compatibility.CudaImages;
import dev.slipway.database.Database;
import dev.slipway.holder.Holder;
import dev.slipway.image.ExactImages;
import dev.slipway.queue.Outcome;
import dev.slipway.queue.QueueUser;
import dev.slipway.queue.Waiting;
import dev.slipway.runtime.compatibility.CudaImage;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceHolders;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Workspaces that wait in the queue. */
@ApplicationScoped
class QueuedWorkspaces implements QueueUser {
    private static final int MOST_REMEMBERED = 1_000;

    private final WorkspaceStore store;
    private final WorkspaceHolders holders;
    private final Catalogue catalogue;
    private final ExactImages exactImages;
    private final Reconciler reconciler;

    /** The environment of each exact image, which never changes, so that hundreds of waiting workspaces cost the engine no calls. */
    private final Cache<ExactImage, Map<String, String>> environments =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    QueuedWorkspaces(
            WorkspaceStore store,
            WorkspaceHolders holders,
            Catalogue catalogue,
            ExactImages exactImages,
            Reconciler reconciler) {
        this.store = store;
        this.holders = holders;
        this.catalogue = catalogue;
        this.exactImages = exactImages;
        this.reconciler = reconciler;
    }

    private record ExactImage(VersionKey key, ImageReference digest) {}

    @Override
    public Holder.Kind kind() {
        return Holder.Kind.WORKSPACE;
    }

    @Override
    public Map<Holder, Waiting> look(Collection<Holder> ids) {
        return store.amongNotRunning(ids.stream().map(Holder::of).toList()).stream()
                // Its owner may have stopped it since the queue was read.
                .filter(workspace -> workspace.desired() == DesiredState.RUNNING)
                .collect(Collectors.toMap(Workspace::holder, One::new));
    }

    /** One of them. */
    private final class One implements Waiting {
        private final Workspace workspace;

        private One(Workspace workspace) {
            this.workspace = workspace;
        }

        @Override
        public Optional<GpuWish> gpus() {
            return workspace.spec().gpus().map(asked -> new GpuWish(asked, imageOf(workspace)));
        }

        @Override
        public boolean serve() {
            AtomicBoolean isWanted = new AtomicBoolean();
            store.apply(workspace.id(), standing -> {
                Optional<Transition> served = new Transition.Served().whereItMay(standing.workspace);
                isWanted.set(served.isPresent());
                return served;
            });
            Database.afterCommit(() -> reconciler.wake(workspace.id()));
            return isWanted.get();
        }

        @Override
        public void tell(Outcome.Waits why) {
            Transition.Missed missed = new Transition.Missed(Lacks.of(workspace.spec(), why));
            if (!missed.isSaidOf(workspace)) {
                store.apply(workspace.id(), standing -> {
                    boolean waits = !standing.supersedes(workspace) && !holders.hasAll(standing.workspace);
                    return waits
                            ? missed.whereItMay(standing.workspace)
                            : Optional.empty(); // another process may have served it since
                });
            }
        }
    }

    private CudaImage imageOf(Workspace workspace) {
        return catalogue
                .version(workspace.spec().key())
                .map(version -> CudaImages.of(
                        version,
                        CudaImages.asRun(
                                environmentOf(new ExactImage(
                                        workspace.spec().key(),
                                        workspace.status().digest())),
                                workspace.spec().environment())))
                .orElse(CudaImage.NONE);
    }

    private Map<String, String> environmentOf(ExactImage image) {
        return environments.get(image, exact -> exactImages.environment(exact.key(), exact.digest()));
    }
}
