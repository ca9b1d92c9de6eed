package dev.slipway.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is built, registered or checked a second time under the same name. */
class AgainIT {
    private final Stack stack = Stack.get();
    private final ImageBuilds builds = new ImageBuilds(stack);

    private void assertBuilds(String image, String dockerfile) {
        String operation = builds.begin("admin", image, dockerfile);
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
    }

    @Test
    void buildsAVersionAgainWhoseImageIsGoneAndThenOneThatWasRemoved() {
        String image = Stack.name("again");
        String dockerfile = "FROM " + ImageBuilds.BASE + "\nENV OWN=" + image + "\n";
        assertBuilds(image, dockerfile);
        Shell.output("docker", "image", "rm", "-f", "slipway/" + image + ":1");
        assertBuilds(image, dockerfile);
        assertThat(ImageBuilds.isHere("slipway/" + image + ":1")).isTrue();
        stack.as("alice")
                .get("/images/" + image + "/versions/1")
                .then()
                .body("here", equalTo(true))
                .body("check.server", equalTo("READY"));
        builds.forget(image);
        assertBuilds(image, dockerfile);
        builds.forget(image);
    }

    @Test
    void registersAVersionAgainThatWasRemovedAndChecksItAgain(@TempDir Path folder)
            throws IOException, InterruptedException {
        String image = Stack.name("reregistered");
        try (TestRegistry registry = new TestRegistry(folder)) {
            registry.push(image + ":1", 1, Map.of("OWN", image));
            for (int i = 0; i < 2; i++) {
                stack.as("admin")
                        .body(Map.of(
                                "name",
                                image,
                                "title",
                                "Again",
                                "framework",
                                "other",
                                "version",
                                Map.of(
                                        "version",
                                        "1",
                                        "reference",
                                        TestRegistry.OPEN + "/" + image + ":1",
                                        "check",
                                        false,
                                        "run",
                                        Map.of(
                                                "command", List.of("/bin/httpd", "-f", "-p", "8000", "-h", "/www"),
                                                "port", 8000,
                                                "readyPath", "/",
                                                "home", "/home/tester",
                                                "user", "1000:1000"))))
                        .post("/images")
                        .then()
                        .statusCode(201);
                for (int j = 0; j < 2; j++) {
                    String check = stack.as("admin")
                            .post("/images/" + image + "/versions/1/check")
                            .then()
                            .statusCode(202)
                            .extract()
                            .path("id");
                    assertThat(builds.awaitEnd(check).getString("state")).isEqualTo("SUCCEEDED");
                }
                builds.forget(image);
            }
        }
    }

    @Test
    void saysThatARowIsHeldInsteadOfWaitingForItForEver() throws SQLException {
        String image = Stack.name("held");
        assertBuilds(image, "FROM " + ImageBuilds.BASE + "\nENV OWN=" + image + "\n");
        try (Connection other = builds.database();
                PreparedStatement held =
                        other.prepareStatement("select from image_version where image = ? for update")) {
            other.setAutoCommit(false);
            held.setString(1, image);
            held.execute();
            stack.as("admin")
                    .delete("/images/" + image + "/versions/1")
                    .then()
                    .time(lessThan(15_000L))
                    .statusCode(503)
                    .body("type", equalTo("urn:slipway:problem:database-unavailable"));
        }
        builds.forget(image);
    }
}
