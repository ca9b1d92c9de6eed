package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are taken for what they say or refused, each with a problem that names what is wrong in words of the API. */
class StrictRequestsIT {
    private static final String PROBLEM = "application/problem+json";
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.get();
    }

    private static void refused(Response answer, String field, String message) {
        answer.then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("urn:slipway:problem:invalid-request"))
                .body("errors.field", hasItem(field));
        assertThat(answer.<String>path("errors[0].message")).contains(message);
        assertThat(answer.asString()).doesNotContain("java", "Exception", "com.fasterxml", "dev.slipway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"env\":{\"A\":null}}|env.A|is null",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"env\":{\"A\":\"\\u0000\"}}|env.A|NUL",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"env\":{\"A\":\"\\ud800\"}}|env.A|half a character",
                "{\"name\":\"a\",\"name\":\"b\",\"image\":\"probe\",\"version\":\"echo\"}|body|two members",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\"} {}|body|goes on",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"resources\":{\"gpus\":{\"count\":1.9}}}|resources.gpus.count|type",
                "{\"name\":true,\"image\":\"probe\",\"version\":\"echo\"}|name|type",
            })
    void aLaunch(String body, String field, String message) {
        refused(stack.as("alice").body(body).post("/workspaces"), field, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"arguments\":{\"A\":null}}|build.arguments.A|is null",
                "{\"arguments\":{\"A\":\"\\u0000\"}}|build.arguments.A|NUL",
                "{\"arguments\":{}} x|build|is not JSON",
                "{\"else\":1}|build.else|is not a field",
            })
    void aBuild(String build, String field, String message) {
        refused(
                new ImageBuilds(stack)
                        .form("admin")
                        .multiPart("build", build)
                        .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n")
                        .post("/images/strict/versions/1/build"),
                field,
                message);
    }

    @Test
    void aDockerfileWithNulInIt() {
        refused(
                new ImageBuilds(stack)
                        .form("admin")
                        .multiPart("dockerfile", "FROM a:1\nRUN echo \0\n")
                        .post("/images/strict/versions/1/build"),
                "dockerfile",
                "NUL");
    }

    @ParameterizedTest
    @CsvSource({
        "/workspaces?all=maybe, all",
        "/workspaces?limit=1.0, limit",
        "/images?runnable=yes, runnable",
        "/images?ready=1, ready",
        "/workspaces?cursor=%00, cursor"
    })
    void aQuery(String path, String field) {
        refused(RestAssured.given(stack.as("alice")).urlEncodingEnabled(false).get(path), field, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000-01-01T00:00:00Z wabcdefghijk",
                "+294277-01-01T00:00:00Z wabcdefghijk",
                "2026-11-28T00:00:00Z a\0b",
                "2026-11-28T00:00:00Z "
            })
    void aForgedCursor(String text) {
        String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        refused(stack.as("alice").get("/workspaces?cursor=" + cursor), "cursor", "is none");
    }

    @Test
    void aListOfAllForOneWhoMayNotSeeIt() {
        stack.as("alice").get("/workspaces?all=true").then().statusCode(403).contentType(PROBLEM);
    }

    @Test
    void aBodyThatIsCompressed() {
        stack.as("alice")
                .header("Content-Encoding", "gzip")
                .body("{}")
                .post("/workspaces")
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .header("Accept-Encoding", "identity");
    }

    @Test
    void aTokenThatIsNone() {
        RestAssured.given()
                .auth()
                .oauth2("none")
                .get(Stack.URL + "/api/v1/me")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", equalTo("Bearer error=\"invalid_token\""));
        RestAssured.get(Stack.URL + "/api/v1/me").then().statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
    }
}
