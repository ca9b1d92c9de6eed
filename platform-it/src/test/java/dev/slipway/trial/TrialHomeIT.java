package dev.slipway.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As whom an image runs: it is tried as a uid of nobody's, and not as the one that it says. */
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

    private void assertServes(String image, JsonPath ended) {
        assertThat(ended.getString("state")).as(ended.getString("reason")).isEqualTo("SUCCEEDED");
        stack.as("alice").get("/images/" + image + "/versions/1").then().body("check.server", equalTo("READY"));
        assertThat(Shell.output("docker", "volume", "ls", "-q")).doesNotContain(ended.getString("id"));
        builds.forget(image);
    }

    @ParameterizedTest
    @CsvSource({"2000:2000, true", "2000:2000, touch $HOME/mine", "1000:1000, touch $HOME/mine"})
    void servesAnImageWhateverUidItIsMadeForAndWhoeversItsHomeIs(String user, String first) {
        String image = Stack.name("uid");
        assertServes(image, build(image, HOMES_OF_2000, """
                {"run": {"command": ["sh", "-c", "%s && exec python3 -m http.server 8000 --directory /srv"],
                  "port": 8000, "readyPath": "/", "home": "/home/jovyan", "user": "%s"}}
                """.formatted(first, user)));
    }

    @Test
    void refusesAnImageThatCannotReadWhatIsItsOwnUidsAlone() {
        String image = Stack.name("private");
        JsonPath ended = build(image, """
                FROM %s
                ENV OWN=%s
                USER root
                RUN mkdir -m 700 /opt/private && echo pass > /opt/private/serve.py && chown -R 1000:100 /opt/private
                USER 1000
                """, """
                {"run": {"command": ["sh", "-c", "cat /opt/private/serve.py && exec python3 -m http.server 8000"],
                  "port": 8000, "readyPath": "/", "home": "/home/jovyan", "user": "1000:1000"}}
                """);
        assertThat(ended.getString("state")).isEqualTo("FAILED");
        assertThat(ended.getString("reason.code")).isEqualTo("contract-broken");
        assertThat(ended.getString("reason.message"))
                .contains("in place of 1000:1000: what it needs outside of its home has to be readable by everyone");
        stack.as("admin").get("/images/" + image + "/versions/1").then().statusCode(404);
        assertThat(ImageBuilds.isHere("slipway/" + image + ":1")).isFalse();
        assertThat(Shell.output("docker", "volume", "ls", "-q")).doesNotContain(ended.getString("id"));
    }

    @Test
    void goesByTheContractsUserAndNotByTheDockerfiles() {
        String image = Stack.name("ends");
        JsonPath ended = build(image, """
                FROM %s
                ENV OWN=%s
                USER 2000
                """, "{}");
        assertServes(image, ended);
    }
}
