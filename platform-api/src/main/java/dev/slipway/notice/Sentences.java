package dev.slipway.notice;

import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.quantity.Bytes;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says what is told of a workspace, in English: a pure function of it, and the only place that does. */
public final class Sentences {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Sentences() {}

    public static String of(Notice notice) {
        return switch (notice) {
            case Notice.Failure failure -> ofFailure(failure);
            case Notice.Sighting sighting -> ofSighting(sighting);
            case Notice.Admitted(String image, String version) -> "Admitted with " + image + " " + version;
            case Notice.StartRequested() -> "Start requested";
            case Notice.StopRequested() -> "Stop requested";
            case Notice.RestartRequested() -> "Restart requested";
            case Notice.DeleteRequested() -> "Deletion requested; the home volume is kept";
            case Notice.EnvironmentChanged() -> "Its variables were changed; the next start goes by them";
            case Notice.Pulling(String reference) -> "Pulling " + reference;
            case Notice.Starting() -> "Starting the container";
            case Notice.ContainerLost() -> "The container is gone; starting a new one";
            case Notice.TmpInMemory() ->
                "This host cannot give /tmp a disk of its own (./slipway doctor says why); it takes memory";
            case Notice.Started() -> "The server answers";
            case Notice.Stopped() -> "Stopped; the files are kept";
            case Notice.WaitsForEngine(String cause) -> "The container engine is asked again: " + cause;
            case Notice.WaitsForImage(String cause) -> "Its image is tried again: " + cause;
            case Notice.WaitsForGpus gpus -> ofWait(gpus);
            case Notice.WaitsForCapacity wait -> ofWait(wait);
            case Notice.WaitsForHome(String workspace) ->
                "Your files are given to a user of your own, once for all; "
                        + (workspace == null
                                ? "with many files this takes minutes"
                                : "your workspace " + workspace + " has to be stopped for that");
            case Notice.IdleWarning idle ->
                "Nothing has happened here since " + TIME.format(idle.idleSince()) + "; it is stopped at "
                        + TIME.format(idle.stopsAt()) + " unless it is used. Its files are kept";
            case Notice.IdleStopped idle ->
                "Stopped after " + words(idle.idleTimeout()) + " in which nothing happened here, since "
                        + TIME.format(idle.idleSince()) + ". Its files are kept; start it to go on";
            case Notice.ActiveAgain() -> "Used again; it runs on";
            case Notice.IdleUnknown(String cause) ->
                cause == null
                        ? "It runs on, for it was not looked at all the time"
                        : "It runs on, for it cannot be told whether something happens here. " + cause;
            case Notice.GpuUnhealthy gpu ->
                "GPU " + gpu.index() + " (" + gpu.model() + "): "
                        + Character.toLowerCase(gpu.cause().charAt(0))
                        + gpu.cause().substring(1)
                        + ". Save what you can; stop and start the workspace to get another GPU";
            case Notice.GpuHealthy() -> "Its GPUs are healthy again";
        };
    }

    private static String ofWait(Notice.WaitsForGpus wait) {
        if (wait.missing() != null) {
            return wait.missing();
        }
        if (wait.candidates().isEmpty()) {
            return new Placement.Unseen().message();
        }
        return new Placement.Waiting(
                        wait.gpus().toRequest(),
                        wait.candidates().stream().map(GpuCandidates::toTaken).toList())
                .message();
    }

    private static String ofWait(Notice.WaitsForCapacity wait) {
        String asked = wait.lacking().stream()
                .map(kind -> switch (kind) {
                    case CPUS -> wait.cpus().toPlainString() + " CPUs";
                    case MEMORY -> new Bytes(wait.memoryBytes()) + " of memory";
                })
                .collect(Collectors.joining(" and "));
        return wait.hopeless()
                ? "Waits for " + asked + ", more than this host gives by now; launch one that asks for less"
                : "Waits for " + asked + (wait.kept() ? ", kept for one that waits longer" : ", which others have");
    }

    private static String ofFailure(Notice.Failure failure) {
        return switch (failure) {
            case Notice.NotReady(Duration timeout) -> "Its server did not answer within " + timeout + "; see the log";
            case Notice.NoAddress() -> "Its network gave the container no address";
            case Notice.OutOfMemory(long memory) ->
                "The kernel killed it for using more than its " + new Bytes(memory)
                        + " of memory. Use less at once, or launch one with more memory";
            case Notice.Exited(int code) ->
                code == 0 ? "Its server ended by itself" : "Its server ended with exit code " + code + "; see the log";
            case Notice.CommandNotFound() -> "The image does not have the program that it should run";
            case Notice.Killed(int signal) ->
                signal == 15
                        ? "Its container was asked to end from outside (signal 15)"
                        : "Its container was killed from outside (signal " + signal + ")";
            case Notice.ImageUnavailable(String cause) -> cause;
            case Notice.PullCancelled() -> "An administrator ended the pull of its image";
            case Notice.NoSpace(String cause) -> cause;
            case Notice.EngineRefused(String cause) -> "The container engine refuses it: " + cause;
            case Notice.NoUidLeft(String cause) -> cause;
            case Notice.NoRoomForTmp(String cause) -> cause;
            case Notice.GpuGone(String gpu) ->
                "GPU " + gpu + " is not there any more; stop and start the workspace to get another";
        };
    }

    private static String ofSighting(Notice.Sighting sighting) {
        return switch (sighting) {
            case Notice.ShareExceeded share ->
                "It holds " + mebi(share.heldBytes()) + " of the memory of GPU " + share.index()
                        + ", more than its share of " + new Bytes(share.shareBytes())
                        + ". A share is counted and not enforced: others on this GPU may run out of memory";
            case Notice.ShareKept() -> "It is within its share of the GPU's memory again";
            case Notice.NeighbourExceedsShare(int index) ->
                "Another workspace takes more than its share of the memory of GPU " + index
                        + ", which these share; allocations here may fail";
            case Notice.NeighbourKeepsShare() ->
                "The workspaces beside it are within their shares of the GPU's memory again";
            case Notice.LogFlood flood ->
                "It writes " + flood.writtenBytes() / 1024 + " KiB a second to its log, more than "
                        + flood.allowedBytes() / 1024 + "; lines may be missing there"
                        + (flood.slowed() ? ", and it is slowed" : "");
            case Notice.LogCalm() -> "It writes less to its log again";
            case Notice.MemoryKilled killed -> ofKills(killed);
            case Notice.ProcessesRefused(long limit, long refused) ->
                "It came to its limit of " + limit + " processes and threads: " + refused
                        + " more could not begin (\"Resource temporarily unavailable\"). End programs and kernels that you"
                        + " do not need, use fewer workers or threads, or ask an administrator for more"
                        + " (SLIPWAY_WORKSPACES_PIDS)";
        };
    }

    private static String ofKills(Notice.MemoryKilled memory) {
        String killed = memory.kills() == 1
                ? "A program here was killed for memory, and what it held is lost: "
                : memory.kills() + " programs here were killed for memory, and what they held is lost: ";
        String held = mebi(memory.peakBytes()) + " of its " + new Bytes(memory.limitBytes());
        return memory.ownLimit()
                ? killed + held
                        + " were in use. Use less at once, shut down kernels that you do not need, remove files "
                        + "from /tmp and /dev/shm, which count too, or launch one with more memory"
                : killed + "this machine's memory was used up, while the workspace held no more than " + held
                        + ". Tell an administrator";
    }

    private static String mebi(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
