package dev.slipway.notice;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import dev.slipway.admission.AskedGpus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a workspace, in an event, as the reason of its state, or as both. A record's fields are all that its sentence
 * names, so that the sentence can be said in any language; {@link Sentences} says it in English, and {@link EventCode} and
 * {@link ReasonCode} say which code it goes by. They are shown to whoever sees the workspace.
 */
public sealed interface Notice {
    /** What is told in an event. */
    @Schema(
            name = "EventParams",
            description =
                    "What an event's sentence names; which of these it is, its code says. Absent where it names nothing, "
                            + "and of events that an earlier Slipway kept",
            anyOf = {
                Admitted.class,
                Pulling.class,
                WaitsForGpus.class,
                WaitsForCapacity.class,
                WaitsForHome.class,
                IdleWarning.class,
                IdleStopped.class,
                IdleUnknown.class,
                GpuUnhealthy.class,
                ShareExceeded.class,
                NeighbourExceedsShare.class,
                LogFlood.class,
                MemoryKilled.class,
                ProcessesRefused.class,
                NotReady.class,
                OutOfMemory.class,
                Exited.class,
                Killed.class,
                ImageUnavailable.class,
                NoSpace.class,
                EngineRefused.class,
                NoUidLeft.class,
                NoRoomForTmp.class,
                GpuGone.class
            })
    sealed interface Event extends Notice {}

    /** What is told as the reason of a state. */
    @Schema(
            name = "ReasonParams",
            description =
                    "What a reason's sentence names; which of these it is, its code says. Absent where it names nothing, "
                            + "and of reasons that an earlier Slipway kept",
            anyOf = {
                WaitsForEngine.class,
                WaitsForImage.class,
                WaitsForGpus.class,
                WaitsForCapacity.class,
                WaitsForHome.class,
                IdleWarning.class,
                IdleStopped.class,
                GpuUnhealthy.class,
                NotReady.class,
                OutOfMemory.class,
                Exited.class,
                Killed.class,
                ImageUnavailable.class,
                NoSpace.class,
                EngineRefused.class,
                NoUidLeft.class,
                NoRoomForTmp.class,
                GpuGone.class
            })
    sealed interface Reason extends Notice {}

    /** What one lacks that waits in the queue. */
    sealed interface Lack extends Event, Reason {}

    /** Why a workspace ended that should run. */
    sealed interface Failure extends Event, Reason {}

    /** What was seen of a workspace that runs, and does not change where it stands. */
    sealed interface Sighting extends Event {}

    /** That nothing happens in it. */
    sealed interface Idleness extends Event, Reason {}

    @Schema(name = "AdmittedParams", description = "Of the code admitted: what it was admitted with")
    record Admitted(String image, String version) implements Event {}

    record StartRequested() implements Event {}

    record StopRequested() implements Event {}

    record RestartRequested() implements Event {}

    record DeleteRequested() implements Event {}

    record EnvironmentChanged() implements Event {}

    @Schema(name = "PullingParams", description = "Of the code pulling: the image's name at its registry")
    record Pulling(String reference) implements Event {}

    record Starting() implements Event {}

    record ContainerLost() implements Event {}

    record TmpInMemory() implements Event {}

    record Started() implements Event {}

    record Stopped() implements Event {}

    @Schema(
            name = "WaitsForEngineParams",
            description = "Of the code waits-for-engine: why the container engine is asked again, in its own words")
    record WaitsForEngine(String cause) implements Reason {}

    @Schema(
            name = "WaitsForImageParams",
            description = "Of the code waits-for-image: what holds its pull up, in English")
    record WaitsForImage(String cause) implements Reason {}

    @Schema(
            name = "WaitsForGpusParams",
            description = "Of the code waits-for-gpus: what it asks for, and what became of those GPUs that would do")
    record WaitsForGpus(
            AskedGpus gpus,

            @Schema(description = "Empty: none here would do, or the GPUs' driver does not answer")
            List<GpuCandidates> candidates,

            @Schema(description = "What is missing here, in English; absent: nothing, as far as it can be told")
            @Nullable
            String missing)
            implements Lack {}

    @Schema(
            name = "WaitsForCapacityParams",
            description =
                    "Of the code waits-for-capacity: what it asks for of the host's processors and memory, which of the two are "
                            + "lacking, whether they are kept for one that waits longer, and whether it will not fit "
                            + "however much is given back")
    record WaitsForCapacity(List<Of> lacking, BigDecimal cpus, long memoryBytes, boolean kept, boolean hopeless)
            implements Lack {
        /** Of what too little is left. */
        @Schema(name = "CapacityKind")
        public enum Of {
            CPUS,
            MEMORY
        }
    }

    @Schema(
            name = "WaitsForHomeParams",
            description =
                    "Of the code waits-for-home: its owner's workspace that has to be stopped first; absent: none")
    record WaitsForHome(@Nullable String workspace) implements Event, Reason {}

    @Schema(
            name = "IdleWarningParams",
            description =
                    "Of the event idle-warning and the reason idle of one that runs: when it is stopped unless it is used")
    record IdleWarning(Instant idleSince, Instant stopsAt) implements Idleness {}

    @Schema(
            name = "IdleStoppedParams",
            description =
                    "Of the event idle-stopped and the reason idle of one that does not run: how long it did nothing")
    record IdleStopped(
            Instant idleSince,
            @JsonFormat(shape = Shape.STRING) Duration idleTimeout) implements Idleness {}

    record ActiveAgain() implements Event {}

    @Schema(
            name = "IdleUnknownParams",
            description =
                    "Of the code idle-unknown: why it cannot be told, in English; absent: it was not looked at all the time")
    record IdleUnknown(@Nullable String cause) implements Event {}

    @Schema(
            name = "GpuUnhealthyParams",
            description = "Of the code gpu-unhealthy: the GPU, and what is wrong with it, by a code and in English")
    record GpuUnhealthy(int index, String model, String fault, String cause) implements Event, Reason {}

    record GpuHealthy() implements Event {}

    @Schema(
            name = "ShareExceededParams",
            description = "Of the code share-exceeded: the GPU, what it holds of its memory, and what its share is")
    record ShareExceeded(int index, long heldBytes, long shareBytes) implements Sighting {}

    record ShareKept() implements Sighting {}

    @Schema(name = "NeighbourExceedsShareParams", description = "Of the code neighbour-exceeds-share: the GPU")
    record NeighbourExceedsShare(int index) implements Sighting {}

    record NeighbourKeepsShare() implements Sighting {}

    @Schema(
            name = "LogFloodParams",
            description =
                    "Of the code log-flood: what it writes in a second, more than what is allowed, and whether it is slowed")
    record LogFlood(long writtenBytes, long allowedBytes, boolean slowed) implements Sighting {}

    record LogCalm() implements Sighting {}

    @Schema(
            name = "MemoryKilledParams",
            description =
                    "Of the code memory-killed: how many programs were killed, the most that was in use, the limit, and "
                            + "whether that was reached; otherwise the machine's memory was used up")
    record MemoryKilled(long kills, long peakBytes, long limitBytes, boolean ownLimit) implements Sighting {}

    @Schema(
            name = "ProcessesRefusedParams",
            description = "Of the code processes-refused: how many there may be, and how many more could not begin")
    record ProcessesRefused(long limit, long refused) implements Sighting {}

    @Schema(name = "NotReadyParams", description = "Of the code not-ready: how long its server was waited for")
    record NotReady(@JsonFormat(shape = Shape.STRING) Duration timeout) implements Failure {}

    record NoAddress() implements Failure {}

    @Schema(name = "OutOfMemoryParams", description = "Of the code out-of-memory: the memory that it had")
    record OutOfMemory(long memoryBytes) implements Failure {}

    @Schema(name = "ExitedParams", description = "Of the code exited: its server's exit code")
    record Exited(int exitCode) implements Failure {}

    record CommandNotFound() implements Failure {}

    @Schema(name = "KilledParams", description = "Of the code killed: the number of the signal that ended it")
    record Killed(int signal) implements Failure {}

    @Schema(name = "ImageUnavailableParams", description = "Of the code image-unavailable: why, in English")
    record ImageUnavailable(String cause) implements Failure {}

    record PullCancelled() implements Failure {}

    @Schema(name = "NoSpaceParams", description = "Of the code no-space: what there is no room for, in English")
    record NoSpace(String cause) implements Failure {}

    @Schema(
            name = "EngineRefusedParams",
            description = "Of the code engine-refused: why, in the container engine's own words")
    record EngineRefused(String cause) implements Failure {}

    @Schema(
            name = "NoUidLeftParams",
            description = "Of the code no-uid-left: what an administrator has to do, in English")
    record NoUidLeft(String cause) implements Failure {}

    @Schema(
            name = "NoRoomForTmpParams",
            description = "Of the code no-room-for-tmp: what there is no room for, in English")
    record NoRoomForTmp(String cause) implements Failure {}

    @Schema(name = "GpuGoneParams", description = "Of the code gpu-gone: the uuid of the GPU")
    record GpuGone(String gpu) implements Failure {}
}
