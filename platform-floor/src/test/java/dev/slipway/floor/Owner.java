package dev.slipway.floor;

import dev.slipway.admission.WorkspaceRequest;
import dev.slipway.idempotency.Answer;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.idempotency.Reply;
import dev.slipway.identity.Caller;
import dev.slipway.request.IfMatch;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.api.Launches;
import dev.slipway.workspace.api.WorkspaceViews;
import dev.slipway.workspace.api.Workspaces;
import java.math.BigDecimal;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Someone who uses the platform, by what the API does for them. */
public final class Owner {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Launches launches;
    private final Workspaces workspaces;
    private final WorkspaceViews views;
    private final KeptAnswers answers;
    private final Caller caller;

    public Owner(Replica replica, String name) {
        this.launches = replica.bean(Launches.class);
        this.workspaces = replica.bean(Workspaces.class);
        this.views = replica.bean(WorkspaceViews.class);
        this.answers = replica.bean(KeptAnswers.class);
        this.caller = new Caller(name + "-id", name, new TreeSet<>(Set.of("user")), new TreeSet<>());
    }

    /** Launches a version of the floor's image. */
    public WorkspaceId launch(String version) {
        return launch(version, null);
    }

    /** Launches with so many GPUs, each a whole one. */
    public WorkspaceId launch(String version, int gpus) {
        return launch(version, gpus == 0 ? null : new WorkspaceRequest.GpuRequest(gpus, null, null, null, null, null));
    }

    /** Launches the floor's server with so much memory. */
    public WorkspaceId launchWith(Bytes memory) {
        return launches.launch(request("server", memory.toString(), null), caller, kept -> {})
                .id();
    }

    /** Launches version 1 of an image. */
    public WorkspaceId launchOf(String image) {
        return launches.launch(request(image, "1", "128Mi", null), caller, kept -> {})
                .id();
    }

    private WorkspaceId launch(String version, WorkspaceRequest.@Nullable GpuRequest gpus) {
        return launches.launch(request(version, gpus), caller, kept -> {}).id();
    }

    private static WorkspaceRequest request(String version, WorkspaceRequest.@Nullable GpuRequest gpus) {
        return request(version, "128Mi", gpus);
    }

    private static WorkspaceRequest request(String version, String memory, WorkspaceRequest.@Nullable GpuRequest gpus) {
        return request("floor", version, memory, gpus);
    }

    private static WorkspaceRequest request(
            String image, String version, String memory, WorkspaceRequest.@Nullable GpuRequest gpus) {
        return new WorkspaceRequest(
                "w" + NAMES.incrementAndGet(),
                image,
                version,
                new WorkspaceRequest.ResourcesRequest(new BigDecimal("0.1"), memory, null, null, gpus),
                null,
                null,
                null,
                null);
    }

    /** Launches with one GPU, with a key of its own, and gives the whole answer as the API does. */
    public Answer launchByKey(String version) {
        WorkspaceRequest request = request(version, new WorkspaceRequest.GpuRequest(1, null, null, null, null, null));
        Reply<Workspace> reply = new Reply<>(
                201,
                workspace -> "/" + workspace.id(),
                workspace -> views.show(workspace, caller),
                location -> workspaces.visible(new WorkspaceId(Reply.lastOf(location)), caller));
        return answers.once(
                caller,
                answers.key(request.name(), "/workspaces", request),
                reply,
                kept -> launches.launch(request, caller, kept));
    }

    public void start(WorkspaceId id) {
        workspaces.start(workspaces.visible(id, caller), IfMatch.ANYTHING, caller.person());
    }

    public void stop(WorkspaceId id) {
        workspaces.stop(workspaces.visible(id, caller), IfMatch.ANYTHING, caller.person());
    }

    public void restart(WorkspaceId id) {
        workspaces.restart(workspaces.visible(id, caller), IfMatch.ANYTHING, caller.person());
    }

    public void delete(WorkspaceId id) {
        workspaces.delete(workspaces.visible(id, caller), IfMatch.ANYTHING, caller.person());
    }
}
