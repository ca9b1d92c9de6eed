package dev.slipway.testing;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Asks a platform for builds of version 1 of images, and for what came of them. */
public record ImageBuilds(Stack stack) {
    public static final String BASE = "slipway/jupyter:debian-13";

    public RequestSpecification form(String user) {
        return RestAssured.given().baseUri(Stack.URL).basePath("/api/v1").auth().oauth2(stack.token(user));
    }

    /** Begins a build of a Dockerfile alone, and answers with its operation. */
    public String begin(String user, String image, String dockerfile) {
        return begin(form(user).multiPart("dockerfile", dockerfile), image);
    }

    /** Begins a build, and answers with its operation. */
    public String begin(RequestSpecification form, String image) {
        return form.post("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(202)
                .header("Location", containsString("/api/v1/operations/"))
                .extract()
                .path("id");
    }

    public JsonPath awaitEnd(String operation) {
        return await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> stack.as("admin").get("/operations/" + operation).jsonPath(),
                        now -> now.getString("finishedAt") != null);
    }

    public List<String> log(String operation) {
        return stack.as("admin")
                .get("/operations/" + operation + "/log")
                .then()
                .statusCode(200)
                .extract()
                .path("items.text");
    }

    /** Takes version 1 out of the catalogue and the engine. */
    public void forget(String image) {
        stack.as("admin").delete("/images/" + image + "/versions/1").then().statusCode(204);
        Shell.run("docker", "image", "rm", "-f", "slipway/" + image + ":1");
    }

    public static boolean isHere(String image) {
        return Shell.run("docker", "image", "inspect", image).exitCode() == 0;
    }

    /** The platform's database, as the platform sees it. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + (Stack.PORT + 2) + "/slipway",
                "slipway",
                stack.setting("DB_PASSWORD"));
    }
}
