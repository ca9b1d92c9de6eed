package dev.slipway.catalog.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.catalog.context.BuildContext;
import dev.slipway.catalog.dockerfile.Dockerfile.Base;
import dev.slipway.catalog.dockerfile.Instruction.Command;
import dev.slipway.catalog.registry.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {
    @Test
    void knowsEveryInstruction() {
        Dockerfile dockerfile = Dockerfile.read("""
                # a comment
                ARG BASE=debian:12
                FROM --platform=linux/amd64 ${BASE} AS Builder
                MAINTAINER someone
                RUN --flag=1 make \\
                    # in between

                    install
                RUN ["make", "a b"]
                CMD serve --fast
                LABEL a=1 "b c"="d \\"e\\""
                EXPOSE 8888 53/udp
                ENV ONE=1 TWO="2 3" THREE=4\\ 5
                ENV OLD the rest of it
                ADD --chown=1000:1000 a.txt b.txt /srv/
                COPY --from=builder ["with space", "/srv/"]
                ENTRYPOINT ["/init"]
                VOLUME /data /more
                USER 1000:1000
                WORKDIR /home/user
                ONBUILD RUN true
                STOPSIGNAL SIGINT
                HEALTHCHECK --interval=5s CMD curl localhost
                HEALTHCHECK NONE
                SHELL ["/bin/bash", "-c"]
                """);
        assertThat(dockerfile.unreadable()).isEmpty();
        assertThat(dockerfile.instructions())
                .containsExactly(
                        new Instruction.Arg(2, Map.of("BASE", Optional.of("debian:12"))),
                        new Instruction.From(3, "${BASE}", Optional.of("linux/amd64"), Optional.of("builder")),
                        new Instruction.Maintainer(4, "someone"),
                        new Instruction.Run(5, new Command.Shell("make     install"), Map.of("flag", "1")),
                        new Instruction.Run(9, new Command.Exec(List.of("make", "a b")), Map.of()),
                        new Instruction.Cmd(10, new Command.Shell("serve --fast")),
                        new Instruction.Label(11, Map.of("a", "1", "b c", "d \"e\"")),
                        new Instruction.Expose(12, List.of("8888", "53/udp")),
                        new Instruction.Env(13, Map.of("ONE", "1", "TWO", "2 3", "THREE", "4 5")),
                        new Instruction.Env(14, Map.of("OLD", "the rest of it")),
                        new Instruction.Add(15, List.of("a.txt", "b.txt"), "/srv/", Map.of("chown", "1000:1000")),
                        new Instruction.Copy(16, List.of("with space"), "/srv/", Map.of("from", "builder")),
                        new Instruction.Entrypoint(17, new Command.Exec(List.of("/init"))),
                        new Instruction.Volume(18, List.of("/data", "/more")),
                        new Instruction.User(19, "1000:1000"),
                        new Instruction.Workdir(20, "/home/user"),
                        new Instruction.OnBuild(21, new Instruction.Run(21, new Command.Shell("true"), Map.of())),
                        new Instruction.StopSignal(22, "SIGINT"),
                        new Instruction.Healthcheck(
                                23, Optional.of(new Command.Shell("curl localhost")), Map.of("interval", "5s")),
                        new Instruction.Healthcheck(24, Optional.empty(), Map.of()),
                        new Instruction.Shell(25, List.of("/bin/bash", "-c")));
    }

    @Test
    void continuesLinesWithTheEscapeThatADirectiveNames() {
        Dockerfile dockerfile = Dockerfile.read("# escape=`\nFROM a:1\nRUN dir C:\\ `\n  && cd\n");
        assertThat(dockerfile.instructions().get(1))
                .isEqualTo(new Instruction.Run(3, new Command.Shell("dir C:\\   && cd"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "FROM debian | 1 | ERROR | unpinned-base",
                "FROM debian:latest | 1 | ERROR | unpinned-base",
                "FROM localhost:5000/debian | 1 | ERROR | unpinned-base",
                "FROM $BASE | 1 | ERROR | unknown-variable",
                "FROM a:1 b | 1 | ERROR | syntax",
                "FROM a:1 AS 1x | 1 | ERROR | syntax",
                "RUN true | 1 | ERROR | no-base",
                "~# nothing\n~ | 1 | ERROR | no-base",
                "~FROM a:1\nFETCH x~ | 2 | ERROR | unknown-instruction",
                "~FROM a:1\n\nRUN~ | 3 | ERROR | syntax",
                "~FROM a:1\nADD https://example.org/x /x~ | 2 | ERROR | remote-add",
                "~FROM a:1\nADD git@github.com:a/b.git /x~ | 2 | ERROR | remote-add",
                "~FROM a:1\nADD x~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY --from=other x /x~ | 2 | ERROR | unknown-stage",
                "~FROM a:1\nCOPY --from=example.org/b x /x~ | 2 | ERROR | unpinned-base",
                "~FROM a:1\nFROM 0~ | 2 | ERROR | unpinned-base",
                "~FROM a:1\nONBUILD COPY --from=b:1 x /x~ | 2 | ERROR | on-build-from",
                "~FROM a:1\nCOPY --link x /x~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nRUN --mount=type=cache,target=/x true~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nRUN <<EOF\nRUN true\nEOF~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nRUN --fast true~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY --chmod=644 x /x~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nADD --chmod=644 x /x~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nCOPY --parents x /x~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nCOPY --exclude=*.o x /x~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nONBUILD COPY --chmod=644 x /x~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nHEALTHCHECK --start-interval=5s CMD true~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nENV A=${B#x}~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nLABEL a=${B%x}~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nWORKDIR ${B/x/y}~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nARG A=${B-x}~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nCOPY x /${B+x}~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nUSER \"${B=x}\"~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nONBUILD ENV A=${B#x}~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nENV A=${B~ | 2 | ERROR | needs-buildkit",
                "~FROM a:1\nHEALTHCHECK --interval=5 CMD true~ | 2 | ERROR | syntax",
                "~FROM a:1\nHEALTHCHECK --retries=0 CMD true~ | 2 | ERROR | syntax",
                "~FROM a:1\nHEALTHCHECK --often CMD true~ | 2 | ERROR | syntax",
                "~FROM a:1\nADD --from=x y /y~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY --FROM=x y /y~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY --chown x /x~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY --chown=1 --chown=2 x /x~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY x y .~ | 2 | ERROR | syntax",
                "~FROM a:1\nCOPY ../x /x~ | 2 | ERROR | outside-context",
                "~FROM a:1\nADD a/../../x /x~ | 2 | ERROR | outside-context",
                "~FROM a:1\nCMD --fast~ | 2 | ERROR | syntax",
                "~FROM a:1\nENV --a=1 B=2~ | 2 | ERROR | syntax",
                "~FROM a:1\nEXPOSE 99999~ | 2 | ERROR | syntax",
                "~FROM a:1\nEXPOSE 90-80~ | 2 | ERROR | syntax",
                "~FROM a:1\nVOLUME []~ | 2 | ERROR | syntax",
                "~FROM a:1\nSTOPSIGNAL SIGFOO~ | 2 | ERROR | syntax",
                "~FROM a:1\nHEALTHCHECK CMD []~ | 2 | ERROR | syntax",
                "~FROM a:1\nRUN []~ | 2 | ERROR | syntax",
                "FROM --pull=always a:1 | 1 | ERROR | syntax",
                "FROM --platform=linux/s390x a:1 | 1 | ERROR | wrong-platform",
                "FROM --platform=windows/amd64 a:1 | 1 | ERROR | wrong-platform",
                "FROM --platform=linux/amd64/v3 a:1 | 1 | ERROR | wrong-platform",
                "FROM --platform=$NOWHERE a:1 | 1 | ERROR | unknown-variable",
                "~FROM a:1\nENV A=1 B~ | 2 | ERROR | syntax",
                "~FROM a:1\nARG 1x~ | 2 | ERROR | syntax",
                "~FROM a:1\nEXPOSE http!~ | 2 | ERROR | syntax",
                "~FROM a:1\nUSER a b~ | 2 | ERROR | syntax",
                "~FROM a:1\nSHELL bash~ | 2 | ERROR | syntax",
                "~FROM a:1\nHEALTHCHECK curl~ | 2 | ERROR | syntax",
                "~FROM a:1\nONBUILD FROM b:1~ | 2 | ERROR | syntax",
                "~FROM a:1\nONBUILD ADD http://x /x~ | 2 | ERROR | remote-add",
                "~FROM a:1\nMAINTAINER me~ | 2 | WARNING | deprecated-maintainer",
                "~FROM a:1\nUSER root~ | 2 | WARNING | root-user",
                "~FROM a:1\nUSER 0:0~ | 2 | WARNING | root-user",
                "~FROM a:1\nVOLUME /data~ | 2 | WARNING | volume",
                "~FROM a:1\nCMD ['x']~ | 2 | WARNING | not-json",
                "~FROM a:1\nENV API_KEY=x~ | 2 | WARNING | secret-in-image",
                "~# syntax=docker/dockerfile:1\nFROM a:1~ | 1 | WARNING | syntax-directive",
            })
    void namesWhatIsWrongByLine(String text, int line, Finding.Severity severity, String code) {
        assertThat(Dockerfile.read(text).check(Map.of()))
                .extracting(Finding::line, Finding::severity, Finding::code)
                .contains(tuple(line, severity, code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "FROM debian:12",
                "FROM debian@sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "FROM scratch",
                "~FROM a:1 AS one\nFROM one\nCOPY --from=0 /x /x\nCOPY --from=one /x /x~",
                "~ARG V=12\nFROM debian:${V}-slim\nRUN cat <<< word > /x~",
                "~FROM a:1\nUSER root\nRUN true\nUSER 1000~",
                "~FROM a:1\nCOPY --from=example.org/b:1 x /x~",
                "~FROM a:1\nCOPY --from=example.org/b:1 ../x /x~",
                "~FROM a:1\nENV A=${B:-${C:-d}} E=\\${F#g} H='${I#j}'\nRUN echo ${A#a}\nCMD echo ${A%b}~",
                "~FROM a:1\nHEALTHCHECK --interval=1m30s --retries=3 CMD true~",
                "~FROM a:1\nCOPY x y ./\nSTOPSIGNAL \"SIGRTMIN+3\"\nEXPOSE 80-90/tcp $PORT~",
                "~FROM a:1\nRUN echo $((1<<A)) \"b <<C\" d<<<e~",
            })
    void hasNothingToSayOfWhatIsRight(String text) {
        assertThat(Dockerfile.read(text).check(Map.of())).isEmpty();
    }

    /** BuildKit's platform arguments; builds here are for the machine that they run on. */
    @Test
    void knowsForWhichMachineItIs() {
        Platform here = Platform.here();
        Dockerfile dockerfile = Dockerfile.read("""
                ARG OWN=$TARGETARCH
                FROM --platform=$BUILDPLATFORM golang:1-${TARGETARCH} AS build-amd64
                FROM --platform=${TARGETPLATFORM} debian:${OWN}
                FROM --platform=%s/%s debian:12
                FROM build-${BUILDARCH}
                ARG TARGETARCH
                ARG TARGETOS=mine
                ARG TARGETPLATFORM TARGETVARIANT
                """.formatted(here.os(), here.architecture()));
        assertThat(dockerfile.check(Map.of()))
                .extracting(Finding::code)
                .doesNotContain("wrong-platform", "unknown-variable");
        assertThat(dockerfile.bases(Map.of()))
                .extracting(Base::image)
                .startsWith("golang:1-" + here.architecture(), "debian:" + here.architecture(), "debian:12");
        StageArguments arguments = new StageArguments(dockerfile, Map.of());
        dockerfile.stages(Map.of()).getLast().steps().stream()
                .map(step -> (Instruction.Arg) step.instruction())
                .forEach(arguments::declare);
        assertThat(arguments.values(Map.of()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "TARGETARCH",
                        here.architecture(),
                        "TARGETOS",
                        "mine",
                        "TARGETPLATFORM",
                        here.toString(),
                        "TARGETVARIANT",
                        ""));
        assertThat(dockerfile.bases(Map.of("TARGETARCH", "given")))
                .extracting(Base::image)
                .startsWith("golang:1-given");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~RUN <<EOF\napt-get update\n# no comment\n\nCMD x\nEOF~",
                "~RUN <<-EOF cat > /x\n\tone\n\tEOF~",
                "~RUN cat <<'EOF' > /x && \\\n  true\none two\nEOF~",
                "~RUN cat << \"EOF\"\nFROM nowhere\nEOF~",
                "~RUN cat<<EOF\nhello there\nEOF~",
                "~RUN <<ONE <<TWO\na b\nONE\nc d\nTWO~",
                "~COPY <<EOF /etc/x\nkey = value\nEOF~",
                "~COPY <<a.txt <<b.txt /dir/\none\na.txt\ntwo\nb.txt~",
                "~ADD 3<<EOF /x\nkey = value\nEOF~",
                "~ONBUILD RUN <<EOF\nhello\nEOF~",
            })
    void refusesAHereDocumentOnce(String instruction) {
        Dockerfile dockerfile = Dockerfile.read("FROM a:1\n" + instruction + "\nUSER 1000\nFETCH x\n");
        int last = 3 + (int) instruction.lines().count();
        assertThat(dockerfile.check(Map.of()))
                .extracting(Finding::line, Finding::code)
                .containsExactly(tuple(2, "needs-buildkit"), tuple(last, "unknown-instruction"));
        assertThat(dockerfile.steps()).isEqualTo(3);
    }

    @Test
    void putsArgumentsIntoBases() {
        Dockerfile dockerfile = Dockerfile.read("""
                ARG VERSION=2.6
                ARG NAME
                FROM slipway/${NAME:-jupyter}:${VERSION} \\
                  AS base
                FROM base
                COPY --from=quay.io/x/y:1 /a /b
                RUN true
                """);
        Map<String, String> arguments = Map.of("VERSION", "2.7", "OTHER", "x");
        assertThat(dockerfile.bases(arguments))
                .containsExactly(new Base(3, "slipway/jupyter:2.7"), new Base(6, "quay.io/x/y:1"));
        assertThat(dockerfile.lastBase(arguments)).hasValue("slipway/jupyter:2.7");
        assertThat(dockerfile.check(arguments)).extracting(Finding::code).containsExactly("unused-argument");
        assertThat(dockerfile.withBases(arguments, image -> image.replaceAll("[:/.]", "-") + "@sha256:$1"))
                .isEqualTo("""
                ARG VERSION=2.6
                ARG NAME
                FROM slipway-jupyter-2-7@sha256:$1 AS base

                FROM base
                COPY --from=quay-io-x-y-1@sha256:$1 /a /b
                RUN true
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "data.tar, true",
        "./sub/../data.tar, true",
        "/data.tar, true",
        "*.tar, true",
        "${NAME}, true",
        "[data.tar, true",
        "readme, false",
        "sub, false"
    })
    void refusesToUnpackWhatTheContextHolds(String source, boolean refused) {
        var context = new BuildContext(2, 10, Set.of("data.tar", "sub/x.gz"), Optional.empty());
        assertThat(ContextRules.check(Dockerfile.read("FROM a:1\nADD " + source + " /x\n"), context))
                .extracting(Finding::code)
                .isEqualTo(refused ? List.of("add-archive") : List.of());
    }

    /** Each of these brought a file of the host's own loopback into an image, or would have with another engine. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD http://127.0.0.1/x /x",
                "ADD HTTPS://127.0.0.1/x /x",
                "aDd http://127.0.0.1/x /x",
                "ADD git@127.0.0.1:a/b /x",
                "ADD git://127.0.0.1/a /x",
                "ADD ssh://127.0.0.1/a /x",
                "ADD github.com/a/b /x",
                "ADD https://127.0.0.1/a.git#main:dir /x",
                "ADD $URL /x",
                "ADD ${URL} /x",
                "ADD ${URL:-http://127.0.0.1/x} /x",
                "ADD ${URL:+http://127.0.0.1/x} /x",
                "ADD ${URL-a} /x",
                "ADD h$REST /x",
                "ADD http:/$REST /x",
                "ADD http:/${SLASH}127.0.0.1/x /x",
                "ADD \"$URL\" /x",
                "ADD '$URL' /x",
                "ADD \\$URL /x",
                "ADD --chown=1000:1000 $URL /x",
                "ADD --chown=$OWNER $URL /x",
                "ADD [\"$URL\", \"/x\"]",
                "ADD [\"http://127.0.0.1/x\", \"/x\"]",
                "ADD [\"h\\\\ttp://127.0.0.1/x\", \"/x\"]",
                "ADD h\\ttp://127.0.0.1/x /x",
                "ADD ht\"tp\"://127.0.0.1/x /x",
                "ADD \"a http://127.0.0.1/x b\" /x",
                "ADD a \"http://127.0.0.1/x /x\"",
                "ADD a http://127.0.0.1/x\\ /x",
                "ADD a b $URL /x",
                "ADD \\\n  # which\n  $URL \\\n  /x",
                "ADD\t$URL\t/x",
                "ONBUILD ADD $URL /x",
                "onbuild add http://127.0.0.1/x /x",
                "ONBUILD ADD --chown=1 [\"$URL\", \"/x\"]",
            })
    void refusesWhateverCouldBecomeARemoteSource(String instruction) {
        String text = "FROM a:1\nARG URL=a\nENV REST=b\n" + instruction + "\n";
        for (Map<String, String> arguments : List.of(Map.<String, String>of(), Map.of("URL", "here"))) {
            assertThat(Dockerfile.read(text).check(arguments))
                    .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                    .allMatch(finding -> finding.line() == 4)
                    .anyMatch(finding -> finding.code().equals("remote-add"));
        }
    }

    @Test
    void refusesItWithAnotherEscapeToo() {
        assertThat(Dockerfile.read("# escape=`\nFROM a:1\nADD `\n$URL /x\nADD h`ttp://127.0.0.1/x /x\n")
                        .check(Map.of()))
                .extracting(Finding::line, Finding::code)
                .containsExactly(tuple(3, "remote-add"), tuple(5, "remote-add"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD a.txt /x",
                "ADD files/$VERSION.txt /x/$VERSION",
                "ADD ./$VERSION/ /x",
                "ADD /$VERSION /x",
                "COPY $URL /x",
                "COPY [\"$URL\", \"/x\"]",
                "ADD --chown=$OWNER a /x",
            })
    void letsFilesOfTheContextBe(String instruction) {
        assertThat(Dockerfile.read("FROM a:1\n" + instruction + "\n").check(Map.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "COPY http://127.0.0.1/x /x | remote-copy",
                "ONBUILD COPY http://127.0.0.1/x /x | remote-copy",
                "COPY --from=https://127.0.0.1/a:1 x /x | syntax",
                "COPY --from=$IMAGE:1 x /x | syntax",
                "COPY --from=${IMAGE}@sha256:1 x /x | syntax",
                "COPY --from=\"a:1\" x /x | syntax",
                "COPY --chown=0\u00a0--from=b:1 x /x | syntax",
                "COPY --chown=0\u00e0--from=b:1 x /x | syntax",
                "COPY --chown=0--from=b:1 --from=b:1 x /x | syntax",
                "COPY --chown=\"0 x /x | syntax",
                "COPY 3<<EOF /x | needs-buildkit",
                "ADD <<EOF /x | needs-buildkit",
                "COPY x <<EOF | needs-buildkit",
            })
    void refusesWhatEnginesReadOtherwise(String instruction, String code) {
        assertThat(Dockerfile.read("FROM a:1\n" + instruction + "\n").check(Map.of()))
                .extracting(Finding::line, Finding::code)
                .contains(tuple(2, code));
    }

    /** Whatever an engine makes of its words, it is never told to fetch. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ADD $URL /x | COPY $URL /x",
                "aDd  --chown=1:2   [\"$URL\", \"/x\"] | COPY --chown=1:2 [\"$URL\", \"/x\"]",
                "ONBUILD ADD $URL /x | ONBUILD COPY $URL /x",
                "onbuild   add --chown=644 $URL /x | ONBUILD COPY --chown=644 $URL /x",
                "COPY --chown=1 --from=one /a /b | COPY --chown=1 --from=exact /a /b",
                "ENV ADD=\"ADD $URL /x\" | ENV ADD=\"ADD $URL /x\"",
                "ONBUILD RUN ADD | ONBUILD RUN ADD",
            })
    void givesTheEngineNoAdd(String written, String given) {
        Stage stage = Dockerfile.read("FROM a:1 AS one\n" + written + "\n")
                .stages(Map.of())
                .getFirst();
        assertThat(stage.steps())
                .extracting(step -> step.forEngine(from -> "exact"))
                .containsExactly(given);
    }

    @Test
    void refusesAMebibyteUnread() {
        assertThat(Dockerfile.read("FROM a:1\n" + "RUN true\n".repeat(120_000)).check(Map.of()))
                .extracting(Finding::code)
                .containsExactly("too-long");
        assertThat(Dockerfile.read("\n".repeat(20_000)).check(Map.of()))
                .extracting(Finding::code)
                .containsExactly("too-long");
    }

    /** Whatever comes, there is an answer, and soon. */
    @Test
    void readsAnythingWithoutAFault() {
        Random random = new Random(4);
        String pieces = "FROM RUN ENV=\"'\\`$ {}[]:-+#\n\n<<EOF --from=a,\u0000é";
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder(random.nextBoolean() ? "FROM a:1\n" : "");
            for (int n = random.nextInt(120); n > 0; n--) {
                int at = random.nextInt(pieces.length());
                text.append(pieces, at, Math.min(pieces.length(), at + 1 + random.nextInt(6)));
            }
            Dockerfile dockerfile = Dockerfile.read(text.toString());
            dockerfile.check(Map.of("a", "b"));
            dockerfile.withBases(Map.of(), image -> "x");
        }
    }

    @Test
    void readsTheRecipesOfTheCatalogue() throws IOException {
        List<Path> recipes;
        try (var files = Files.find(Path.of("recipes"), 4, (file, attributes) -> file.endsWith("Dockerfile"))) {
            recipes = files.toList();
        }
        assertThat(recipes).isNotEmpty();
        for (Path recipe : recipes) {
            assertThat(Dockerfile.read(Files.readString(recipe)).check(Map.of()))
                    .as(recipe.toString())
                    .noneMatch(finding -> finding.severity() == Finding.Severity.ERROR
                            && !finding.code().equals("unknown-variable"));
        }
    }

    @Test
    void isItsStagesAndTheirSteps() {
        Dockerfile dockerfile = Dockerfile.read("""
                ARG BASE=debian:12
                FROM ${BASE} AS Build
                RUN make \
                  all
                FROM build
                COPY --from=build /a /b
                COPY c /d
                ADD e /f
                """);
        List<Stage> stages = dockerfile.stages(Map.of());
        assertThat(stages)
                .extracting(Stage::base, Stage::name, stage -> stage.from().number())
                .containsExactly(
                        tuple("debian:12", Optional.of("build"), 2), tuple("build", Optional.<String>empty(), 4));
        assertThat(stages.getFirst().steps())
                .extracting(Stage.Step::number, Stage.Step::text)
                .containsExactly(tuple(3, "RUN make   all"));
        assertThat(stages.getLast().steps())
                .extracting(Stage.Step::copiesFrom, Stage.Step::takesFiles, step -> step.forEngine(from -> "sha256:1"))
                .containsExactly(
                        tuple(Optional.of("build"), false, "COPY --from=sha256:1 /a /b"),
                        tuple(Optional.empty(), true, "COPY c /d"),
                        tuple(Optional.empty(), true, "COPY e /f"));
    }

    @Test
    void knowsWhatTheArgumentsOfAStageAre() {
        Dockerfile dockerfile = Dockerfile.read("""
                ARG GLOBAL=before
                ARG UNUSED=before
                FROM debian:12
                ARG GLOBAL
                ARG GIVEN=default
                ARG PLAIN=default
                ARG OF_OTHERS=${PLAIN}-${HOME}-${NOBODY}
                ARG NONE
                """);
        StageArguments arguments =
                new StageArguments(dockerfile, Map.of("GIVEN", "given", "HTTP_PROXY", "http://proxy", "STRAY", "no"));
        dockerfile
                .stages(Map.of())
                .getFirst()
                .steps()
                .forEach(step -> arguments.declare((Instruction.Arg) step.instruction()));
        assertThat(arguments.names()).containsExactly("GLOBAL", "GIVEN", "PLAIN", "OF_OTHERS", "NONE");
        assertThat(arguments.values(Map.of("HOME", "/root")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "GLOBAL", "before",
                        "GIVEN", "given",
                        "PLAIN", "default",
                        "OF_OTHERS", "default-/root-",
                        "HTTP_PROXY", "http://proxy"));
        assertThat(arguments.given(new Instruction.Arg(1, Map.of("GLOBAL", Optional.empty()))))
                .isEqualTo(Map.of("GLOBAL", "before"));
        assertThat(arguments.given(new Instruction.Arg(1, Map.of("GLOBAL", Optional.of("own")))))
                .isEmpty();
    }
}
