package dev.slipway.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.TestRegistry;
import dev.slipway.testing.WithRegistry;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

/** Images out of people's Dockerfiles: read before anything is built, built within bounds, tried, registered or gone. */
class BuildsIT extends WithRegistry {
    /** A server that shows a file of the image. */
    private static final String RUN = """
            {"run": {"command": ["python3", "-m", "http.server", "8000", "--directory", "/srv/www"],
              "port": 8000, "readyPath": "/", "home": "/home/jovyan", "user": "1000:1000"}}
            """;

    private static void assertNothingIsLeftOf(String image) {
        stack.as("admin").get("/images/" + image + "/versions/1").then().statusCode(404);
        assertThat(ImageBuilds.isHere("slipway/" + image + ":1")).isFalse();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(markedBy(image)).isEmpty();
            assertThat(stack.engineObjects()).noneMatch(id -> id.startsWith("check-"));
        });
        assertThat(stack.home().resolve("builds")).isEmptyDirectory();
    }

    /**
     * The images, those without a name too, of which the engine knows this name: by a variable that they set, or by what was run
     * for them. Other builds are at work on the engine, whose images may vanish while they are looked at.
     */
    private static List<String> markedBy(String name) {
        Predicate<String> marked = Pattern.compile("^\\{.*\\b" + name + "\\b").asPredicate();
        return Shell.run("sh", "-c", "docker image ls -aq | xargs docker image inspect -f '{{json .}}' 2>&1")
                .output()
                .lines()
                .filter(marked)
                .toList();
    }

    @Test
    void buildsTriesAndRegistersAnImageThatAnyoneCanLaunch() throws Exception {
        String image = Stack.name("built");
        byte[] context = new Tar()
                .file("Dockerfile", """
                        ARG BASE=none
                        FROM %s
                        ARG GREETING
                        ENV OWN=%s
                        USER root
                        COPY www /srv/www
                        RUN echo "$GREETING" > /srv/www/greeting && env | sort && ls -A /
                        LABEL org.opencontainers.image.title="A page"
                        USER 1000:1000
                        """.formatted(ImageBuilds.BASE, image))
                .file("www/index.html", "from the context\n")
                .zipped();
        String operation = builds.form("admin")
                .multiPart("build", RUN.replaceFirst("}\\s*$", ", \"arguments\": {\"GREETING\": \"hello\"}}"))
                .multiPart("context", "context.tar.gz", context)
                .post("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(202)
                .body("kind", equalTo("BUILD"))
                .extract()
                .path("id");
        HttpResponse<String> events = stack.http.send(
                HttpRequest.newBuilder(URI.create(Stack.URL + "/api/v1/operations/" + operation + "/events/stream"))
                        .header("Authorization", "Bearer " + stack.token("admin"))
                        .header("Accept", "text/event-stream")
                        .timeout(Duration.ofMinutes(2))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(events.body())
                .contains("event:log", "Step 1/", "event:operation", "\"state\":\"SUCCEEDED\"", "\"totalSteps\"");
        JsonPath ended = builds.awaitEnd(operation);
        assertThat(ended.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(ended.getList("progress.steps.state", String.class)).isNotEmpty();

        assertThat(builds.log(operation))
                .anyMatch(line -> line.startsWith("PATH="))
                .contains("On this host's GPUs: NOT_NEEDED")
                .noneMatch(line -> line.contains("SLIPWAY_")
                        || line.toLowerCase(Locale.ROOT).contains("password"))
                .noneMatch(line -> line.equals(".slipway.Dockerfile"));
        stack.as("bob")
                .get("/images/" + image + "/versions/1")
                .then()
                .statusCode(200)
                .body("state", equalTo("available"))
                .body("here", equalTo(true))
                .body("launchable", equalTo(true))
                .body("removable", equalTo(true))
                .body("framework", equalTo("jupyter"))
                .body("check.server", equalTo("READY"))
                .body("check.python", containsString("3.13"))
                .body("python", containsString("3.13"))
                .body("compatibility.verdict", equalTo("NOT_NEEDED"));
        assertThat(Shell.output(
                        "docker", "image", "inspect", "-f", "{{json .Config.Labels}}", "slipway/" + image + ":1"))
                .contains(
                        "\"dev.slipway.built-by\":\"admin\"",
                        "\"org.opencontainers.image.base.name\":\"" + ImageBuilds.BASE + "\"");
        stack.as("admin").get("/audit").then().body("items.action", hasItems("image.build", "image.built"));
        stack.as("bob").get("/operations/" + operation + "/log").then().statusCode(404);

        String id = stack.launch(
                "bob",
                Map.of(
                        "name",
                        Stack.name("built"),
                        "image",
                        image,
                        "version",
                        "1",
                        "resources",
                        Map.of("memory", "256Mi", "cpus", 0.5)));
        stack.awaitState("bob", id, "RUNNING");
        HttpResponse<String> page =
                stack.http.send(stack.onOrigin(id, "/greeting", "bob").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.body()).isEqualTo("hello\n");
        stack.delete("bob", id);

        stack.as("alice")
                .get("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(404); // its arguments could be secrets
        stack.as("admin")
                .get("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(200)
                .body("dockerfile", containsString("FROM sha256:"))
                .body("arguments.GREETING", equalTo("hello"))
                .body("builtBy", equalTo("admin"));
        // A version never changes.
        builds.form("admin")
                .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n")
                .post("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(409);
        builds.forget(image);
    }

    @Test
    void takesTheContractOfItsBase() throws SQLException {
        String image = Stack.name("notebook");
        String operation = builds.begin("admin", image, "FROM " + ImageBuilds.BASE + "\nENV OWN=" + image + "\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        int lines = builds.log(operation).size();
        // The platform may be killed between the catalogue's change and the operation's end.
        try (Connection database = builds.database();
                PreparedStatement reopen = database.prepareStatement(
                        "update operation set state = 'RUNNING', finished_at = null where id = ?")) {
            reopen.setString(1, operation);
            assertThat(reopen.executeUpdate()).isEqualTo(1);
        }
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        assertThat(builds.log(operation)).as("nothing is built again").hasSize(lines);
        stack.as("alice")
                .get("/images/" + image + "/versions/1")
                .then()
                .body("launchable", equalTo(true))
                .body("check.server", equalTo("READY"))
                .body("frameworkVersion", containsString("."));
        builds.forget(image);
    }

    @Test
    void namesEveryLineThatStandsAgainstABuild() {
        builds.form("admin")
                .multiPart("dockerfile", """
                        FROM debian
                        ADD https://example.org/x /x
                        FETCH y
                        MAINTAINER me
                        """)
                .post("/images/" + Stack.name("wrong") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("dockerfile:1", "dockerfile:2", "dockerfile:3")));
        builds.form("admin")
                .multiPart("dockerfile", """
                        FROM --platform=linux/s390x debian:12
                        COPY --chmod=644 x /x
                        RUN --mount=type=cache,target=/x true
                        RUN <<EOF
                        FETCH y
                        EOF
                        ENV A=${B#c}
                        """)
                .post("/images/" + Stack.name("wrong") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        equalTo(List.of(
                                "dockerfile:1", "dockerfile:2", "dockerfile:3", "dockerfile:4", "dockerfile:7")));
        stack.as("admin")
                .body(Map.of("dockerfile", "FROM debian:12\nMAINTAINER me\nUSER root\n"))
                .urlEncodingEnabled(false)
                .post("/dockerfiles:check")
                .then()
                .statusCode(200)
                .body("findings.code", equalTo(List.of("deprecated-maintainer", "root-user")))
                .body("findings.severity", not(hasItem("ERROR")))
                .body("bases.image", equalTo(List.of("debian:12")))
                .body("steps", equalTo(3));
        builds.form("admin")
                .multiPart("dockerfile", "FROM a:1\n" + "RUN true\n".repeat(100_000))
                .post("/images/" + Stack.name("wrong") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body("detail", containsString("at most 256 KiB"));
        builds.form("admin")
                .multiPart("build", "{\"frobnicate\": 1}")
                .post("/images/" + Stack.name("wrong") + "/versions/1/build")
                .then()
                .statusCode(400);
        builds.form("admin")
                .multiPart("build", "{}")
                .post("/images/" + Stack.name("wrong") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("dockerfile")));
        builds.form("admin")
                .multiPart("build", """
                        {"title": "", "framework": "A B", "arguments": {"GOOD": "", "a b": "c"}}
                        """)
                .post("/images/" + Stack.name("wrong") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("title", "framework", "arguments.a b")));
        builds.form("admin")
                .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n")
                .post("/images/Wrong!/versions/-/build")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("image", "version")));
    }

    @Test
    void buildsOnNothingButTheCatalogueAndListedRegistries() {
        String other = "slipway-test/" + Stack.name("private") + ":1";
        Shell.output("docker", "tag", ImageBuilds.BASE, other);
        try {
            for (String base : List.of(other, "evil.example.org/x:1", "127.0.0.1:5/x:1")) {
                builds.form("admin")
                        .multiPart("dockerfile", "FROM scratch\nCOPY --from=" + base + " /etc/passwd /\n")
                        .post("/images/" + Stack.name("base") + "/versions/1/build")
                        .then()
                        .statusCode(400)
                        .body("errors[0].field", equalTo("dockerfile:2"))
                        .body("errors[0].message", containsString("no registry gives it"));
            }
        } finally {
            Shell.output("docker", "image", "rm", other);
        }
        String image = Stack.name("pinned");
        registry.push(image + ":1", 1, Map.of());
        String base = TestRegistry.OPEN + "/" + image + ":1";
        String operation = builds.begin(
                "admin",
                image,
                "FROM " + ImageBuilds.BASE + " AS one\nFROM " + base + "\nCOPY --from=one /etc/passwd /p\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        assertThat(builds.log(operation)).anyMatch(line -> line.matches("Fetching .*" + image + "@sha256:.*"));
        stack.as("admin")
                .get("/images/" + image + "/versions/1")
                .then()
                .body("launchable", equalTo(false))
                .body("check.server", equalTo("NONE"));
        builds.forget(image);
    }

    /** It would copy out of an image that is nobody's to build on. */
    @Test
    void runsNothingThatABaseHasForOnbuild() {
        String image = Stack.name("trigger");
        String operation =
                builds.begin("admin", image, "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\nONBUILD RUN true\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        assertThat(markedBy(image)).isNotEmpty();
        String child = Stack.name("triggered");
        String refused = builds.begin("admin", child, "FROM slipway/" + image + ":1\nENV X=" + child + "\n");
        assertThat(builds.awaitEnd(refused).getString("reason.code")).isEqualTo("on-build");
        assertNothingIsLeftOf(child);
        builds.forget(image);
    }

    @Test
    void refusesContextsThatLeaveTheirFolder() throws IOException {
        String dockerfile = "FROM " + ImageBuilds.BASE + "\nCOPY . /x\n";
        var zeros = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zeros)) {
            zip.write(new Tar()
                    .file("Dockerfile", dockerfile)
                    .file("zeros", "\0".repeat(80 << 20))
                    .bytes());
        }
        Map<String, byte[]> hostile = Map.of(
                "leads out", new Tar().file("../x", "").bytes(),
                "leads out of", new Tar().link("x", "../../etc/passwd").bytes(),
                "neither a file", new Tar().device("x").bytes(),
                "larger than 64 MiB", zeros.toByteArray(),
                "is no tar", "PK no tar".repeat(200).getBytes(StandardCharsets.UTF_8));
        hostile.forEach((words, context) -> builds.form("admin")
                .multiPart("dockerfile", dockerfile)
                .multiPart("context", "context.tar", context)
                .post("/images/" + Stack.name("hostile") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("context")))
                .body("errors[0].message", containsString(words)));
        builds.form("admin")
                .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\nADD a.tar.gz /x\n")
                .multiPart(
                        "context",
                        "context.tar",
                        new Tar().file("a.tar.gz", "\u001f\u008b").bytes())
                .post("/images/" + Stack.name("hostile") + "/versions/1/build")
                .then()
                .statusCode(400)
                .body("errors[0].message", containsString("without a bound"));
        assertThat(stack.home().resolve("builds")).isEmptyDirectory();
    }

    @Test
    void leavesNothingOfABuildThatFails() {
        String image = Stack.name("fails");
        String operation = builds.begin(
                "admin",
                image,
                "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\nRUN echo nearly there && exit 3\n");
        JsonPath ended = builds.awaitEnd(operation);
        assertThat(ended.getString("state")).isEqualTo("FAILED");
        assertThat(ended.getString("reason.code")).isEqualTo("build-failed");
        assertThat(ended.getString("reason.message")).startsWith("Step 3: ").contains("returned a non-zero code: 3");
        assertThat(ended.getList("progress.steps.state", String.class)).last().isEqualTo("FAILED");
        assertThat(builds.log(operation)).contains("nearly there");
        assertNothingIsLeftOf(image);
    }

    @Test
    void leavesNothingOfAnImageThatDoesNotServe() {
        String image = Stack.name("silent");
        String operation = builds.form("admin")
                .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\n")
                .multiPart("build", RUN.replace("[\"python3\", \"-m\"", "[\"sh\", \"-c\", \"echo alas; exit 4\""))
                .post("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        JsonPath ended = builds.awaitEnd(operation);
        assertThat(ended.getString("reason.code")).isEqualTo("contract-broken");
        assertThat(ended.getString("reason.message")).contains("ended with 4");
        assertThat(builds.log(operation)).contains("alas");
        assertNothingIsLeftOf(image);
    }

    @Test
    void stopsABuildThatWritesMoreThanItMay() {
        String image = Stack.name("greedy");
        String operation = builds.begin(
                "admin", image, "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\nRUN cat /dev/zero > /tmp/zeros\n");
        assertThat(builds.awaitEnd(operation).getString("reason.message")).contains("more than the 128Mi");
        assertNothingIsLeftOf(image);
    }

    @Test
    void reachesNoServiceOfTheHost() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(0), 4);
        server.start();
        String image = Stack.name("walled");
        try {
            String operation = builds.begin("admin", image, """
                    FROM %s
                    RUN python3 -c "import re, socket; \\
                      route = [l.split() for l in open('/proc/net/route') if l.split()[1] == '00000000'][0][2]; \\
                      gateway = '.'.join(str(b) for b in reversed(bytes.fromhex(route))); \\
                      s = socket.socket(); s.settimeout(3); print('gateway', gateway); \\
                      print('result', s.connect_ex((gateway, %d)))"
                    """.formatted(
                            ImageBuilds.BASE, server.getAddress().getPort()));
            assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
            assertThat(builds.log(operation))
                    .anyMatch(line -> line.startsWith("gateway 10."))
                    .anyMatch(line -> line.matches("result [1-9]\\d*"));
            builds.forget(image);
        } finally {
            server.stop(0);
        }
    }

    /** The engine would fetch it from where it stands, on the host's own network. */
    @Test
    void bringsNoFileOfTheHostsOwnServersIntoAnImage() throws IOException {
        var asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("secret".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/secret";
        String image = Stack.name("fetched");
        try {
            // What an image's own variables are, no line of this Dockerfile says.
            String base = Stack.name("bait");
            String made = builds.begin("alice", base, "FROM " + ImageBuilds.BASE + "\nENV URL=" + url + "\n");
            assertThat(builds.awaitEnd(made).getString("state")).isEqualTo("SUCCEEDED");
            for (String add : List.of(
                    "ADD $URL /x",
                    "ARG URL=" + url + "\nADD --chown=1000 $URL /x",
                    "ENV A=http B=" + url.substring(4) + "\nADD $A$B /x",
                    "ADD ${NONE:-" + url + "} /x",
                    "ADD \"a " + url + " b\" /x",
                    "ADD [\"h\\\\" + url.substring(1) + "\", \"/x\"]",
                    "ONBUILD aDd $URL /x")) {
                String line = Integer.toString(2 + (int) add.lines().count() - 1);
                builds.form("alice")
                        .multiPart("dockerfile", "FROM slipway/" + base + ":1\n" + add + "\n")
                        .post("/images/" + image + "/versions/1/build")
                        .then()
                        .statusCode(400)
                        .body("errors.field", equalTo(List.of("dockerfile:" + line)));
                stack.as("alice")
                        .body(Map.of("dockerfile", "FROM slipway/" + base + ":1\n" + add + "\n"))
                        .urlEncodingEnabled(false)
                        .post("/dockerfiles:check")
                        .then()
                        .body("findings.findAll { it.severity == 'ERROR' }.code", equalTo(List.of("remote-add")));
            }
            // What is read as a file goes to the engine as COPY, which fetches nothing whatever its words become.
            String copied = builds.begin("alice", image, "FROM slipway/" + base + ":1\nCOPY $URL /x\n");
            JsonPath ended = builds.awaitEnd(copied);
            assertThat(ended.getString("state")).isEqualTo("FAILED");
            assertThat(ended.getString("reason.message")).contains("URL");
            assertThat(asked).hasValue(0);
            builds.forget(base);
        } finally {
            server.stop(0);
        }
    }

    /** Everything of this the check lets pass, and the engine's builder does. */
    @Test
    void tellsABuildForWhichMachineItIsAndBuildsWhatTheCheckLetsPass() throws IOException {
        String image = Stack.name("machine");
        byte[] context = new Tar()
                .file("Dockerfile", """
                        FROM --platform=$BUILDPLATFORM %s AS build-amd64
                        FROM build-${BUILDARCH}
                        ARG TARGETARCH TARGETOS=mine
                        ARG TARGETPLATFORM
                        ENV FOR=${TARGETPLATFORM:-nothing} OF=${NOBODY:-${TARGETARCH:+known}} RAW='${A#a}'
                        RUN echo "for $TARGETARCH, $TARGETOS, ${TARGETPLATFORM#linux/}, ${BUILDARCH:-undeclared}"
                        COPY one two ./texts/
                        HEALTHCHECK --interval=1m30s --timeout=5s --start-period=1s --retries=3 CMD true
                        STOPSIGNAL SIGRTMIN+3
                        EXPOSE 80-81/tcp ${PORT:-8000}
                        USER 1000:1000
                        """.formatted(ImageBuilds.BASE))
                .file("one", image)
                .file("two", "two")
                .zipped();
        String operation = builds.begin(builds.form("alice").multiPart("context", "context.tar.gz", context), image);
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        assertThat(builds.log(operation)).contains("for amd64, mine, amd64, undeclared");
        assertThat(Shell.output(
                        "docker",
                        "image",
                        "inspect",
                        "-f",
                        "{{.Config.Env}} {{.Config.StopSignal}}",
                        "slipway/" + image + ":1"))
                .contains("FOR=linux/amd64", "OF=known", "RAW=${A#a}", "SIGRTMIN+3");
        builds.forget(image);
    }

    @Test
    void addsFilesOfTheContext() throws IOException {
        String image = Stack.name("added");
        byte[] context = new Tar()
                .file("Dockerfile", """
                        FROM %s
                        ARG NAME
                        ADD --chown=1000:1000 www/$NAME.html www/other.html /srv/www/
                        RUN cat /srv/www/*.html && stat -c 'owner %%u' /srv/www/index.html
                        USER 1000:1000
                        """.formatted(ImageBuilds.BASE))
                .file("www/index.html", "the first " + image + "\n")
                .file("www/other.html", "the other\n")
                .zipped();
        String operation = builds.begin(
                builds.form("alice")
                        .multiPart("build", "{\"arguments\": {\"NAME\": \"index\"}}")
                        .multiPart("context", "context.tar.gz", context),
                image);
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        assertThat(builds.log(operation)).contains("the first " + image, "the other", "owner 1000");
        builds.forget(image);
    }

    @Test
    void isForAdministratorsAndTheGroupsThatTheyAllowed() {
        String image = Stack.name("groups");
        builds.form("bob")
                .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n")
                .post("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(403);
        stack.as("bob")
                .body(Map.of("dockerfile", "FROM a:1"))
                .urlEncodingEnabled(false)
                .post("/dockerfiles:check")
                .then()
                .statusCode(403);
        stack.as("alice").get("/me").then().body("roles", hasItem("builder"));
        String operation = builds.begin("alice", image, "FROM " + ImageBuilds.BASE + "\nENV BY=alice\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        stack.as("alice").get("/operations/" + operation + "/log").then().statusCode(200);
        // Others' images stay theirs.
        builds.form("alice")
                .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n")
                .post("/images/jupyter/versions/alices/build")
                .then()
                .statusCode(403);
        builds.forget(image);
    }

    @Test
    void buildsAVersionOnceHoweverManyAsk() {
        String image = Stack.name("once");
        stack.token("admin");
        List<Integer> answers = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> builds.form("admin")
                        .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\nRUN sleep 3\n")
                        .post("/images/" + image + "/versions/1/build")
                        .statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        assertThat(answers).containsExactly(202, 409, 409);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> stack.as("admin")
                                .get("/images/" + image + "/versions/1")
                                .statusCode()
                        == 200);
        builds.forget(image);
    }

    @Test
    void endsABuildThatIsCancelled() {
        String image = Stack.name("cancelled");
        String operation =
                builds.begin("alice", image, "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\nRUN sleep 600\n");
        awaitStep(operation, 3);
        stack.as("bob").post("/operations/" + operation + "/cancel").then().statusCode(404);
        stack.as("alice").post("/operations/" + operation + "/cancel").then().statusCode(202);
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("CANCELLED");
        assertNothingIsLeftOf(image);
    }

    @Test
    void buildsOnAfterThePlatformWasKilledAndTheEngineWasAway() {
        String image = Stack.name("survivor");
        String operation =
                builds.begin("admin", image, "FROM " + ImageBuilds.BASE + "\nENV X=" + image + "\nRUN sleep 6\n");
        awaitStep(operation, 3);
        stack.kill("platform", "KILL");
        stack.up();
        awaitStep(operation, 3);
        stack.engine().disconnect();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            stack.as("admin").get("/operations/" + operation).path("progress.waitsFor") != null);
        } finally {
            stack.engine().connect();
        }
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        builds.forget(image);
    }

    private static void awaitStep(String operation, int step) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            JsonPath now = stack.as("admin").get("/operations/" + operation).jsonPath();
            assertThat(now.getString("state")).isIn("QUEUED", "RUNNING");
            List<Integer> steps = now.getList("progress.steps.step", Integer.class);
            return steps != null && steps.contains(step);
        });
    }

    @Test
    void looksIntoAnImageOfTheCatalogue() {
        String operation = stack.as("admin")
                .post("/images/jupyter/versions/debian-13/check")
                .then()
                .statusCode(202)
                .body("kind", equalTo("CHECK"))
                .extract()
                .path("id");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        stack.as("alice")
                .get("/images/jupyter/versions/debian-13")
                .then()
                .body("check.server", equalTo("READY"))
                .body("check.python", containsString("3.13"))
                .body("check.differences", equalTo(List.of()));
        stack.as("bob").post("/images/jupyter/versions/debian-13/check").then().statusCode(403);
    }

    /** Registered without a word about it, an image is fetched and started once. */
    @Test
    void checksWhatIsRegisteredAndSaysWhereItIsNotAsSaid() {
        String image = Stack.name("checked");
        registry.push(image + ":1", 1, Map.of());
        stack.as("admin")
                .body(Map.of(
                        "name",
                        image,
                        "title",
                        "Checked",
                        "framework",
                        "other",
                        "version",
                        Map.of(
                                "version",
                                "1",
                                "reference",
                                TestRegistry.OPEN + "/" + image + ":1",
                                "run",
                                Map.of(
                                        "command", List.of("/bin/httpd", "-f", "-p", "8000"),
                                        "port", 9000,
                                        "readyPath", "/",
                                        "home", "/home/tester",
                                        "user", "1000:1000"))))
                .post("/images")
                .then()
                .statusCode(201);
        // It listens on another port than it is said to.
        String operation = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> stack.as("admin")
                                .get("/images/" + image + "/versions/1")
                                .path("operation.id"),
                        id -> id != null);
        await().atMost(Duration.ofSeconds(30)).until(() -> stack.engineObjects().contains("check-" + operation));
        Shell.output("docker", "kill", stack.container("check-" + operation));
        JsonPath ended = builds.awaitEnd(operation);
        assertThat(ended.getString("kind")).isEqualTo("CHECK");
        assertThat(ended.getString("reason.code")).isEqualTo("contract-broken");
        stack.as("admin")
                .get("/images/" + image + "/versions/1")
                .then()
                .body("state", equalTo("available"))
                .body("check.server", equalTo("FAILED"))
                .body("check.problem", containsString("ended with 137"));
        assertThat(stack.engineObjects()).noneMatch(id -> id.startsWith("check-"));
        builds.forget(image);
    }

    /** A tar in the making. */
    private static final class Tar {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

        Tar file(String name, String content) throws IOException {
            byte[] text = content.getBytes(StandardCharsets.ISO_8859_1);
            var entry = new TarArchiveEntry(name, true);
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
            return this;
        }

        Tar link(String name, String target) throws IOException {
            var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
            entry.setLinkName(target);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return this;
        }

        Tar device(String name) throws IOException {
            tar.putArchiveEntry(new TarArchiveEntry(name, TarConstants.LF_CHR));
            tar.closeArchiveEntry();
            return this;
        }

        byte[] bytes() throws IOException {
            tar.finish();
            return bytes.toByteArray();
        }

        byte[] zipped() throws IOException {
            var zipped = new ByteArrayOutputStream();
            try (var zip = new GZIPOutputStream(zipped)) {
                zip.write(bytes());
            }
            return zipped.toByteArray();
        }
    }
}
