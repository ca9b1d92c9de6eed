package dev.slipway.notice;

import com.fasterxml.jackson.annotation.JsonValue;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an event is about, as clients and the database know it: codes are added, and never change. */
@Schema(name = "EventCode")
public enum EventCode implements Code {
    ADMITTED(Notice.Admitted.class),
    START_REQUESTED(Notice.StartRequested.class),
    STOP_REQUESTED(Notice.StopRequested.class),
    RESTART_REQUESTED(Notice.RestartRequested.class),
    DELETE_REQUESTED(Notice.DeleteRequested.class),
    ENVIRONMENT_CHANGED(Notice.EnvironmentChanged.class),
    PULLING(Notice.Pulling.class),
    STARTING(Notice.Starting.class),
    CONTAINER_LOST(Notice.ContainerLost.class),
    TMP_IN_MEMORY(Notice.TmpInMemory.class),
    STARTED(Notice.Started.class),
    STOPPED(Notice.Stopped.class),
    WAITS_FOR_GPUS(Notice.WaitsForGpus.class),
    WAITS_FOR_CAPACITY(Notice.WaitsForCapacity.class),
    WAITS_FOR_HOME(Notice.WaitsForHome.class),
    IDLE_WARNING(Notice.IdleWarning.class),
    IDLE_STOPPED(Notice.IdleStopped.class),
    IDLE_UNKNOWN(Notice.IdleUnknown.class),
    ACTIVE_AGAIN(Notice.ActiveAgain.class),
    GPU_UNHEALTHY(Notice.GpuUnhealthy.class),
    GPU_HEALTHY(Notice.GpuHealthy.class),
    SHARE_EXCEEDED(Notice.ShareExceeded.class),
    SHARE_KEPT(Notice.ShareKept.class),
    NEIGHBOUR_EXCEEDS_SHARE(Notice.NeighbourExceedsShare.class),
    NEIGHBOUR_KEEPS_SHARE(Notice.NeighbourKeepsShare.class),
    LOG_FLOOD(Notice.LogFlood.class),
    LOG_CALM(Notice.LogCalm.class),
    MEMORY_KILLED(Notice.MemoryKilled.class),
    PROCESSES_REFUSED(Notice.ProcessesRefused.class),
    NOT_READY(Notice.NotReady.class),
    NO_ADDRESS(Notice.NoAddress.class),
    OUT_OF_MEMORY(Notice.OutOfMemory.class),
    EXITED(Notice.Exited.class),
    COMMAND_NOT_FOUND(Notice.CommandNotFound.class),
    KILLED(Notice.Killed.class),
    IMAGE_UNAVAILABLE(Notice.ImageUnavailable.class),
    PULL_CANCELLED(Notice.PullCancelled.class),
    NO_SPACE(Notice.NoSpace.class),
    ENGINE_REFUSED(Notice.EngineRefused.class),
    NO_UID_LEFT(Notice.NoUidLeft.class),
    NO_ROOM_FOR_TMP(Notice.NoRoomForTmp.class),
    GPU_GONE(Notice.GpuGone.class),
    /** One that this Slipway does not know, kept by another; its message says what it was. */
    OTHER(null);

    private static final Codes<EventCode> CODES = new Codes<>(EventCode.class, OTHER);

    private final @Nullable Class<? extends Notice.Event> told;

    EventCode(@Nullable Class<? extends Notice.Event> told) {
        this.told = told;
    }

    public static EventCode of(Notice.Event told) {
        return CODES.of(told);
    }

    /** The code of this word. */
    public static EventCode parse(String word) {
        return CODES.parse(word);
    }

    @Override
    public @Nullable Class<? extends Notice> told() {
        return told;
    }

    @Override
    @JsonValue
    public String word() {
        return Code.super.word();
    }
}
