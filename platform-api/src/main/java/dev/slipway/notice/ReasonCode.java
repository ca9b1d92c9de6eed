package dev.slipway.notice;

import com.fasterxml.jackson.annotation.JsonValue;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a workspace is where it is, as clients and the database know it: codes are added, and never change. */
@Schema(name = "ReasonCode")
public enum ReasonCode implements Code {
    /** The engine cannot do just now what comes next, and is asked again. */
    WAITS_FOR_ENGINE(Notice.WaitsForEngine.class),
    /** Its image is on its way, and something holds that up. */
    WAITS_FOR_IMAGE(Notice.WaitsForImage.class),
    /** Its home is being given to its owner's uid. */
    WAITS_FOR_HOME(Notice.WaitsForHome.class),
    /** Others have the GPUs that it asks for. */
    WAITS_FOR_GPUS(Notice.WaitsForGpus.class),
    /** Others have the processors or the memory that it asks for. */
    WAITS_FOR_CAPACITY(Notice.WaitsForCapacity.class),
    /** It does nothing, and is or was stopped for it. */
    IDLE(Notice.Idleness.class),
    /** It runs, on a GPU that can no longer be relied on. */
    GPU_UNHEALTHY(Notice.GpuUnhealthy.class),
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

    private static final Codes<ReasonCode> CODES = new Codes<>(ReasonCode.class, OTHER);

    private final @Nullable Class<? extends Notice.Reason> told;

    ReasonCode(@Nullable Class<? extends Notice.Reason> told) {
        this.told = told;
    }

    public static ReasonCode of(Notice.Reason told) {
        return CODES.of(told);
    }

    /** The code of this word. */
    public static ReasonCode parse(String word) {
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
