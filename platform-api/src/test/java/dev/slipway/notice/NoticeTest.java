package dev.slipway.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.slipway.admission.AskedGpus;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.junit.jupiter.api.Test;

class NoticeTest {
    private static final Instant SINCE = Instant.parse("2026-11-27T01:30:00.123456Z");
    private static final AskedGpus TWO = new AskedGpus(2, "H100", "40Gi", "exclusive", null, null);

    /** As the platform's own: see application.properties. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .findAndRegisterModules()
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT);

    /** Everything that is told, with its sentence. */
    private static final Map<Notice, String> SENTENCES = new LinkedHashMap<>();

    static {
        says(new Notice.Admitted("jupyter", "1"), "Admitted with jupyter 1");
        says(new Notice.StartRequested(), "Start requested");
        says(new Notice.StopRequested(), "Stop requested");
        says(new Notice.RestartRequested(), "Restart requested");
        says(new Notice.DeleteRequested(), "Deletion requested; the home volume is kept");
        says(new Notice.EnvironmentChanged(), "Its variables were changed; the next start goes by them");
        says(new Notice.Pulling("quay.io/a:1"), "Pulling quay.io/a:1");
        says(new Notice.Starting(), "Starting the container");
        says(new Notice.ContainerLost(), "The container is gone; starting a new one");
        says(
                new Notice.TmpInMemory(),
                "This host cannot give /tmp a disk of its own (./slipway doctor says why); it takes memory");
        says(new Notice.Started(), "The server answers");
        says(new Notice.Stopped(), "Stopped; the files are kept");
        says(new Notice.WaitsForEngine("it is away"), "The container engine is asked again: it is away");
        says(new Notice.WaitsForImage("no answer"), "Its image is tried again: no answer");
        says(
                new Notice.WaitsForGpus(
                        TWO,
                        List.of(
                                new GpuCandidates(1, GpuCandidates.State.LEASED, List.of()),
                                new GpuCandidates(2, GpuCandidates.State.USED_FROM_OUTSIDE, List.of("carol")),
                                new GpuCandidates(1, GpuCandidates.State.CORDONED, List.of()),
                                new GpuCandidates(1, GpuCandidates.State.UNHEALTHY, List.of()),
                                new GpuCandidates(1, GpuCandidates.State.WITHHELD, List.of()),
                                new GpuCandidates(1, GpuCandidates.State.FREE, List.of())),
                        null),
                "Waits for 2 H100 GPUs of 40Gi or more; of those that would do, 1 leased, 2 used outside Slipway by carol, "
                        + "1 held back by an administrator, 1 not healthy, 1 kept for one that waits longer, 1 free");
        says(new Notice.WaitsForGpus(TWO, List.of(), null), "Waits for the GPUs' driver, which does not answer");
        says(new Notice.WaitsForGpus(TWO, List.of(), "No host here has 2"), "No host here has 2");
        says(
                new Notice.WaitsForCapacity(
                        List.of(Notice.WaitsForCapacity.Of.CPUS, Notice.WaitsForCapacity.Of.MEMORY),
                        new BigDecimal("1.5"),
                        8L << 30,
                        false,
                        false),
                "Waits for 1.5 CPUs and 8Gi of memory, which others have");
        says(
                new Notice.WaitsForCapacity(
                        List.of(Notice.WaitsForCapacity.Of.CPUS), BigDecimal.TWO, 8L << 30, true, false),
                "Waits for 2 CPUs, kept for one that waits longer");
        says(
                new Notice.WaitsForCapacity(
                        List.of(Notice.WaitsForCapacity.Of.MEMORY), BigDecimal.ONE, 64L << 30, false, true),
                "Waits for 64Gi of memory, more than this host gives by now; launch one that asks for less");
        says(
                new Notice.WaitsForHome("exp-1"),
                "Your files are given to a user of your own, once for all; your workspace exp-1 has to be stopped for that");
        says(
                new Notice.WaitsForHome(null),
                "Your files are given to a user of your own, once for all; with many files this takes minutes");
        says(
                new Notice.IdleWarning(SINCE, SINCE.plusSeconds(3600)),
                "Nothing has happened here since 01:30 UTC; it is stopped at 02:30 UTC unless it is used. Its files are kept");
        says(
                new Notice.IdleStopped(SINCE, Duration.ofMinutes(90)),
                "Stopped after 1h30m in which nothing happened here, since 01:30 UTC. Its files are kept; start it to go on");
        says(new Notice.ActiveAgain(), "Used again; it runs on");
        says(new Notice.IdleUnknown(null), "It runs on, for it was not looked at all the time");
        says(
                new Notice.IdleUnknown("kernels: no answer"),
                "It runs on, for it cannot be told whether something happens here. kernels: no answer");
        says(
                new Notice.GpuUnhealthy(3, "H100", "xid-79", "It fell off the bus"),
                "GPU 3 (H100): it fell off the bus. Save what you can; stop and start the workspace to get another GPU");
        says(new Notice.GpuHealthy(), "Its GPUs are healthy again");
        says(
                new Notice.ShareExceeded(1, 5L << 30, 4L << 30),
                "It holds 5120 MiB of the memory of GPU 1, more than its share of 4Gi. A share is counted and not enforced: "
                        + "others on this GPU may run out of memory");
        says(new Notice.ShareKept(), "It is within its share of the GPU's memory again");
        says(
                new Notice.NeighbourExceedsShare(1),
                "Another workspace takes more than its share of the memory of GPU 1, which these share; "
                        + "allocations here may fail");
        says(
                new Notice.NeighbourKeepsShare(),
                "The workspaces beside it are within their shares of the GPU's memory again");
        says(
                new Notice.LogFlood(5 << 20, 1 << 20, true),
                "It writes 5120 KiB a second to its log, more than 1024; lines may be missing there, and it is slowed");
        says(new Notice.LogCalm(), "It writes less to its log again");
        says(
                new Notice.MemoryKilled(1, 255 << 20, 256 << 20, true),
                "A program here was killed for memory, and what it held is lost: 255 MiB of its 256Mi were in use. Use less at "
                        + "once, shut down kernels that you do not need, remove files from /tmp and /dev/shm, which count too, "
                        + "or launch one with more memory");
        says(
                new Notice.ProcessesRefused(512, 17),
                "It came to its limit of 512 processes and threads: 17 more could not begin (\"Resource temporarily "
                        + "unavailable\"). End programs and kernels that you do not need, use fewer workers or threads, or ask "
                        + "an administrator for more (SLIPWAY_WORKSPACES_PIDS)");
        says(new Notice.NotReady(Duration.ofMinutes(2)), "Its server did not answer within PT2M; see the log");
        says(new Notice.NoAddress(), "Its network gave the container no address");
        says(
                new Notice.OutOfMemory(1 << 30),
                "The kernel killed it for using more than its 1Gi of memory. Use less at once, or launch one with more memory");
        says(new Notice.Exited(0), "Its server ended by itself");
        says(new Notice.Exited(3), "Its server ended with exit code 3; see the log");
        says(new Notice.CommandNotFound(), "The image does not have the program that it should run");
        says(new Notice.Killed(9), "Its container was killed from outside (signal 9)");
        says(new Notice.Killed(15), "Its container was asked to end from outside (signal 15)");
        says(new Notice.ImageUnavailable("It is gone"), "It is gone");
        says(new Notice.PullCancelled(), "An administrator ended the pull of its image");
        says(new Notice.NoSpace("The disk became full"), "The disk became full");
        says(new Notice.EngineRefused("no"), "The container engine refuses it: no");
        says(new Notice.NoUidLeft("All are given away"), "All are given away");
        says(new Notice.NoRoomForTmp("There is no room"), "There is no room");
        says(
                new Notice.GpuGone("GPU-1"),
                "GPU GPU-1 is not there any more; stop and start the workspace to get another");
    }

    private static void says(Notice notice, String sentence) {
        SENTENCES.put(notice, sentence);
    }

    @Test
    void everythingThatIsToldHasItsSentence() {
        SENTENCES.forEach((notice, sentence) -> assertThat(Sentences.of(notice)).isEqualTo(sentence));
        assertThat(SENTENCES.keySet().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(records(Notice.class));
    }

    @Test
    void everythingThatIsToldHasOneCode() {
        assertThat(told(EventCode.values())).isEqualTo(records(Notice.Event.class));
        assertThat(told(ReasonCode.values())).isEqualTo(records(Notice.Reason.class));
        SENTENCES.keySet().forEach(notice -> {
            if (notice instanceof Notice.Event event) {
                assertThat(EventCode.of(event).records()).contains(event.getClass());
            }
            if (notice instanceof Notice.Reason reason) {
                assertThat(ReasonCode.of(reason).records()).contains(reason.getClass());
            }
        });
    }

    @Test
    void paramsComeBackFromTheirJson() {
        Params params = new Params(JSON);
        SENTENCES.keySet().forEach(notice -> {
            String written = params.written(notice);
            assertThat(written == null).isEqualTo(!Params.areNamed(notice));
            if (written != null && notice instanceof Notice.Event event) {
                assertThat(params.read(EventCode.of(event), Notice.Event.class, written))
                        .isEqualTo(event);
            }
            if (written != null && notice instanceof Notice.Reason reason) {
                assertThat(params.read(ReasonCode.of(reason), Notice.Reason.class, written))
                        .isEqualTo(reason);
            }
        });
    }

    @Test
    void whatAnotherSlipwayKeptIsReadAsFarAsItIsKnown() {
        Params params = new Params(JSON);
        assertThat(params.read(EventCode.KILLED, Notice.Event.class, null)).isNull();
        assertThat(params.read(EventCode.KILLED, Notice.Event.class, "{\"by\": \"someone\"}"))
                .isNull();
        assertThat(EventCode.parse("of-tomorrow")).isEqualTo(EventCode.OTHER);
        assertThat(ReasonCode.parse("of-tomorrow")).isEqualTo(ReasonCode.OTHER);
        for (EventCode code : EventCode.values()) {
            assertThat(EventCode.parse(code.word())).isEqualTo(code);
        }
    }

    @Test
    void theApiDocumentHasExactlyTheseCodesAndTheirParams() throws IOException {
        JsonNode schemas = JSON.readTree(
                        Path.of("..", "docs", "api", "openapi.json").toFile())
                .at("/components/schemas");
        assertThat(texts(schemas.at("/EventCode/enum")))
                .containsExactly(
                        Arrays.stream(EventCode.values()).map(EventCode::word).toArray(String[]::new));
        assertThat(texts(schemas.at("/ReasonCode/enum")))
                .containsExactly(
                        Arrays.stream(ReasonCode.values()).map(ReasonCode::word).toArray(String[]::new));
        documents(schemas, "EventParams", Notice.Event.class);
        documents(schemas, "ReasonParams", Notice.Reason.class);
    }

    private static void documents(JsonNode schemas, String params, Class<?> kind) {
        Set<Class<?>> named = records(kind);
        named.removeIf(type -> type.getRecordComponents().length == 0);
        assertThat(schemas.at("/" + params + "/anyOf").findValuesAsText("$ref"))
                .containsExactlyInAnyOrderElementsOf(named.stream()
                        .map(type -> "#/components/schemas/" + nameOf(type))
                        .toList());
        for (Class<?> type : named) {
            assertThat(schemas.at("/" + nameOf(type) + "/properties").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }
    }

    private static String nameOf(Class<?> type) {
        return type.getAnnotation(Schema.class).name();
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    private static Set<Class<?>> told(Code... codes) {
        return Arrays.stream(codes).flatMap(code -> code.records().stream()).collect(Collectors.toSet());
    }

    /** All records of a sealed kind. */
    private static Set<Class<?>> records(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses())
                        .flatMap(permitted -> records(permitted).stream())
                        .collect(Collectors.toSet())
                : Set.of(kind);
    }

    @Test
    void codesStayAsClientsKnowThem() {
        assertThat(new TreeSet<>(
                        Arrays.stream(ReasonCode.values()).map(ReasonCode::word).toList()))
                .containsExactly(
                        "command-not-found",
                        "engine-refused",
                        "exited",
                        "gpu-gone",
                        "gpu-unhealthy",
                        "idle",
                        "image-unavailable",
                        "killed",
                        "no-address",
                        "no-room-for-tmp",
                        "no-space",
                        "no-uid-left",
                        "not-ready",
                        "other",
                        "out-of-memory",
                        "pull-cancelled",
                        "waits-for-capacity",
                        "waits-for-engine",
                        "waits-for-gpus",
                        "waits-for-home",
                        "waits-for-image");
        assertThat(Arrays.stream(EventCode.values()).map(EventCode::word))
                .contains(
                        "admitted",
                        "start-requested",
                        "stop-requested",
                        "restart-requested",
                        "delete-requested",
                        "environment-changed",
                        "pulling",
                        "starting",
                        "container-lost",
                        "tmp-in-memory",
                        "started",
                        "stopped",
                        "idle-warning",
                        "idle-stopped",
                        "idle-unknown",
                        "active-again",
                        "gpu-healthy",
                        "share-exceeded",
                        "share-kept",
                        "neighbour-exceeds-share",
                        "neighbour-keeps-share",
                        "log-flood",
                        "log-calm",
                        "memory-killed",
                        "processes-refused");
    }
}
