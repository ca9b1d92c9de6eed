package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose homes are: an image that works with a new home alone is of no use to who has one. */
class TrialHomeIT {
    private static final String HOMES_OF_2000 = """
            FROM %s
            ENV OWN=%s
            USER root
            RUN chown -R 2000:2000 /home/jovyan
            USER 2000
            """;

    private final Stack stack = Stack.get();
    private final ImageBuilds builds = new ImageBuilds(stack);

    private JsonPath build(String image, String dockerfile, String build) {
        String operation = builds.begin(
                builds.form("admin")
                        .multiPart("dockerfile", dockerfile.formatted(ImageBuilds.BASE, image))
                        .multiPart("build", build),
                image);
        return builds.awaitEnd(operation);
    }

    private void assertRefused(String image, JsonPath ended, String sentence) {
        assertThat(ended.getString("state")).isEqualTo("FAILED");
        assertThat(ended.getString("reason.code")).isEqualTo("contract-broken");
        assertThat(ended.getString("reason.message")).contains(sentence);
        stack.as("admin").get("/images/" + image + "/versions/1").then().statusCode(404);
        assertThat(ImageBuilds.isHere("slipway/" + image + ":1")).isFalse();
        assertThat(ImageBuilds.isHere("slipway/check-" + ended.getString("id") + ":home"))
                .isFalse();
        assertThat(Shell.output("docker", "volume", "ls", "-q")).doesNotContain(ended.getString("id"));
    }

    /** The second one does not even start with a home of someone else's. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "touch $HOME/mine"})
    void refusesAnImageThatRunsAsAnotherThanHomesBelongTo(String first) {
        String image = Stack.name("uid");
        JsonPath ended = build(image, HOMES_OF_2000, """
                {"run": {"command": ["sh", "-c", "%s && exec python3 -m http.server 8000 --directory /srv"],
                  "port": 8000, "readyPath": "/", "home": "/home/jovyan", "user": "2000:2000"}}
                """.formatted(first));
        assertRefused(image, ended, "The image runs as uid 2000, homes belong to uid 1000: have it run as that");
    }

    /** It runs as its contract says, whoever its Dockerfile ends as; and its home would be of no use to any other image. */
    @Test
    void refusesAnImageWhoseHomeIsNotItsUsers() {
        String image = Stack.name("foreign");
        JsonPath ended = build(image, HOMES_OF_2000, """
                {"run": {"command": ["python3", "-m", "http.server", "8000", "--directory", "/srv"],
                  "port": 8000, "readyPath": "/", "home": "/home/jovyan", "user": "1000:1000"}}
                """);
        assertRefused(image, ended, "RUN chown -R 1000:1000 /home/jovyan");
    }

    @Test
    void goesByTheContractsUserAndNotByTheDockerfiles() {
        String image = Stack.name("ends");
        JsonPath ended = build(image, """
                FROM %s
                ENV OWN=%s
                USER 2000
                """, "{}");
        assertThat(ended.getString("state")).isEqualTo("SUCCEEDED");
        stack.as("alice").get("/images/" + image + "/versions/1").then().body("check.server", equalTo("READY"));
        builds.forget(image);
    }
}
