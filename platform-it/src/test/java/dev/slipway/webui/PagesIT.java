package dev.slipway.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The page and its files, as the platform serves them. */
class PagesIT {
    private static final Stack STACK = Stack.get();

    /** What web-ui's build made. */
    private static final JsonPath SITE =
            JsonPath.from(Path.of(System.getProperty("slipway.root"), "web-ui/target/site.json")
                    .toFile());

    static Stream<String> pages() {
        return SITE.<String>getList("pages").stream().map(path -> path.replaceAll(":\\w+", "some-id.1"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void servesThePageAtEachOfItsPaths(String path) throws Exception {
        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<String> answer = send(method, path, Map.of("Accept", "text/html"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
            assertThat(answer.body()).isEqualTo(method.equals("HEAD") ? "" : index());
        }
    }

    @Test
    void showsTheSamePageAfterAReloadAndSaysWhereThereIsNone() {
        try (Chromium chromium = new Chromium();
                BrowserContext context = chromium.person()) {
            Page page = context.newPage();
            Chromium.logIn(page, "admin");
            List<String> loaded = new ArrayList<>();
            page.onResponse(response -> loaded.add(response.status() + " " + response.url()));
            for (String path :
                    pages().filter(path -> !path.equals("/workspaces")).toList()) {
                page.navigate(Stack.URL + path);
                page.reload();
                assertThat(page).hasURL(Stack.URL + path);
                assertThat(page.locator("h1, .pf-v6-c-alert").first()).isVisible();
                assertThat(page.getByText("There is nothing here")).hasCount(0);
            }
            page.navigate(Stack.URL + "/nowhere/at-all");
            assertThat(page.getByText("There is nothing here")).isVisible();
            assertThat(loaded).contains("404 " + Stack.URL + "/nowhere/at-all");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nowhere, text/html, text/html",
        "/workspaces/a/b, text/html, text/html",
        "/operations, 'text/html,*/*;q=0.8', text/html",
        "/workspacesandmore, text/html, text/html",
        "/nowhere, application/json, application/problem+json",
        "/nowhere, */*, application/problem+json",
        "/api/v1/nowhere, text/html, application/problem+json",
        "/api/v2, text/html, application/problem+json"
    })
    void saysThatThereIsNothingAtAnUnknownPath(String path, String accept, String type) throws Exception {
        HttpResponse<String> answer = send("GET", path, Map.of("Accept", accept));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "content-type")).startsWith(type);
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(answer.body()).isEqualTo(type.equals("text/html") ? index() : answer.body());
    }

    static Stream<String> longPaths() {
        return Stream.of(
                "/workspaces/" + "a/".repeat(30_000),
                "/workspaces/" + "a".repeat(60_000) + "/b",
                "/" + "a".repeat(60_000),
                "/images" + "/".repeat(60_000) + "x",
                "/assets/" + "a".repeat(60_000),
                "/api/v1/" + "a/".repeat(30_000),
                "/api/v1/images/" + "a".repeat(60_000) + "/versions/1",
                "/login?to=/" + "a".repeat(60_000));
    }

    @ParameterizedTest
    @MethodSource("longPaths")
    void isNotBroughtDownByALongPath(String path) throws Exception {
        assertThat(send("GET", path, Map.of("Accept", "text/html")).statusCode())
                .isBetween(300, 499);
        assertThat(send("GET", "/workspaces/" + "a".repeat(60_000), Map.of()).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none",
                "'', none",
                "'gzip, deflate, br, zstd', br",
                "'gzip, deflate', gzip",
                "'GZIP', gzip",
                "x-gzip, gzip",
                "*, br",
                "'*;q=0, gzip', gzip",
                "'br;q=0.5, gzip', gzip",
                "'br;q=0, *', gzip",
                "'br;q=0, gzip;q=0', none",
                "'identity, gzip;q=0.1', none",
                "'identity;q=0', refused",
                "'*;q=0', refused",
                "'identity;q=0, gzip;q=0.001', gzip",
                "deflate, none",
                "nonsense;;;q=x, none"
            })
    void servesWhatWasCompressedAtBuildTimeToWhoTakesIt(String accepted, String coding) throws Exception {
        String script = asset(".js");
        Map<String, String> headers = accepted == null ? Map.of() : Map.of("Accept-Encoding", accepted);
        HttpResponse<byte[]> answer = bytes("GET", script, headers);
        assertThat(header(answer, "vary")).isEqualTo("Accept-Encoding");
        if ("refused".equals(coding)) {
            assertThat(answer.statusCode()).isEqualTo(406);
            assertThat(header(answer, "cache-control")).isEqualTo("no-store");
            return;
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-encoding").orElse(null)).isEqualTo(coding);
        assertThat(header(answer, "content-type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(answer, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(answer, "content-length")).isEqualTo(Integer.toString(answer.body().length));
        int whole = SITE.getInt("files.'" + script + "'.sizes.identity");
        if (coding == null) {
            assertThat(answer.body()).hasSize(whole);
        } else {
            assertThat(answer.body().length).isLessThan(whole / 2);
        }
        if ("gzip".equals(coding)) {
            assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                    .hasSize(whole);
        }
        HttpResponse<byte[]> head = bytes("HEAD", script, headers);
        assertThat(head.headers().map()).containsAllEntriesOf(withoutDate(answer));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void sendsNothingAgainThatAClientHas() throws Exception {
        for (String path : List.of("/", "/gpus", asset(".css"), "/slipway.svg")) {
            String tag = header(send("GET", path, Map.of("Accept-Encoding", "br")), "etag");
            String plain = header(send("GET", path, Map.of()), "etag");
            assertThat(tag).as("of another coding").isNotEqualTo(plain);
            for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
                HttpResponse<String> again = send("GET", path, Map.of("Accept-Encoding", "br", "If-None-Match", known));
                assertThat(again.statusCode()).as(known).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(header(again, "etag")).isEqualTo(tag);
                assertThat(header(again, "vary")).isEqualTo("Accept-Encoding");
            }
            assertThat(send("GET", path, Map.of("Accept-Encoding", "gzip", "If-None-Match", plain))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void sendsAFileWholeToWhoWantsAPartOfIt() throws Exception {
        HttpResponse<byte[]> answer =
                bytes("GET", asset(".css"), Map.of("Range", "bytes=0-9", "Accept-Encoding", "br"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "accept-ranges")).isEqualTo("none");
        assertThat(answer.body()).hasSize(Integer.parseInt(header(answer, "content-length")));
    }

    @ParameterizedTest
    @CsvSource({
        "/assets/index-gone0000.js",
        "/assets/",
        "/assets/../assets/x.css",
        "/assets/index.html",
        "/assets/x.js.br"
    })
    void keepsNobodyFromAFileThatIsGoneForAYear(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path, Map.of("Accept", "text/html,*/*", "Accept-Encoding", "br"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(answer.body()).doesNotContain("<html");
    }

    @Test
    void keepsAnswersOfTheApiOutOfCaches() {
        STACK.as("alice").get("/me").then().statusCode(200).header("Cache-Control", "no-store");
        STACK.as("alice").get("/nowhere").then().statusCode(404).header("Cache-Control", "no-store");
        STACK.as("alice")
                .get("/images/jupyter/versions/debian-13")
                .then()
                .statusCode(200)
                .header("Cache-Control", "private, no-cache");
    }

    @Test
    void weighsLittleAtTheFirstLoad() {
        try (Chromium chromium = new Chromium();
                BrowserContext context = chromium.person()) {
            Page page = context.newPage();
            Chromium.logIn(page, "bob");
            assertThat(page.getByRole(AriaRole.HEADING).first()).isVisible();
            Number bytes = (Number)
                    page.evaluate(
                            "performance.getEntriesByType('resource').filter(e => e.name.includes('/assets/')).reduce((sum, e) => sum + e.transferSize, 0)");
            System.out.println("first load: " + bytes + " bytes of assets");
            assertThat(bytes.intValue()).isBetween(1, 320 * 1024);
        }
    }

    private static String asset(String end) {
        return SITE.<Map<String, ?>>get("files").keySet().stream()
                .filter(file -> file.startsWith("/assets/index-") && file.endsWith(end))
                .findFirst()
                .orElseThrow();
    }

    private static String index() {
        try {
            return Files.readString(Path.of(System.getProperty("slipway.root"), "web-ui/target/dist/index.html"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> withoutDate(HttpResponse<?> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private static HttpResponse<String> send(String method, String path, Map<String, String> headers) throws Exception {
        return STACK.http.send(request(method, path, headers), BodyHandlers.ofString());
    }

    private static HttpResponse<byte[]> bytes(String method, String path, Map<String, String> headers)
            throws Exception {
        return STACK.http.send(request(method, path, headers), BodyHandlers.ofByteArray());
    }

    private static HttpRequest request(String method, String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(Stack.URL + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        return request.build();
    }
}
