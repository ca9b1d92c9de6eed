package dev.slipway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.testing.Endpoints;
import dev.slipway.testing.Realm;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever is known at the identity provider has not therefore been let in. */
class EntryIT {
    private static final Stack STACK = Stack.get();
    private static final Realm REALM = new Realm(STACK);
    /** Of a group that builds, too: that alone lets nobody in. */
    private static final String STRANGER = Stack.name("stranger");

    private static String subject;

    @BeforeAll
    static void make() {
        subject = REALM.make(STRANGER, List.of(), List.of("research"));
    }

    @AfterAll
    static void remove() {
        REALM.remove(subject);
    }

    /** All that there are, so that the next one is none that was forgotten. */
    @Test
    void opensNoEndpointToSomeoneWithoutTheRole() throws IOException {
        String token = REALM.token(STRANGER);
        List<String> endpoints = Endpoints.all().stream()
                .filter(endpoint -> !endpoint.equals("POST /api/v1/logout"))
                .toList();
        assertThat(endpoints).hasSizeGreaterThan(30);
        for (String endpoint : endpoints) {
            Response answer = ask(endpoint, token);
            assertThat(answer.statusCode()).as(endpoint).isEqualTo(403);
            assertThat(answer.jsonPath().getString("type")).as(endpoint).isEqualTo("urn:slipway:problem:forbidden");
            assertThat(answer.jsonPath().getString("detail")).as(endpoint).contains("the role user");
        }
    }

    private static Response ask(String endpoint, String token) {
        String path = endpoint.substring(endpoint.indexOf(' ') + 1).replaceAll("\\{\\w+}", "x");
        RequestSpecification request =
                RestAssured.given().auth().oauth2(token).accept("*/*").urlEncodingEnabled(false);
        if (path.endsWith("/build")) {
            request = request.multiPart("dockerfile", "FROM a:1");
        } else if (!endpoint.startsWith("GET ")) {
            request = request.contentType("application/json").body("{}");
        }
        return request.request(endpoint.substring(0, endpoint.indexOf(' ')), path);
    }

    @Test
    void opensNoWorkspaceToThem() throws Exception {
        String id = "waaaaaaaaaa";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(Stack.URL + "/open/" + id))
                .header("Authorization", "Bearer " + REALM.token(STRANGER));
        HttpResponse<String> program = STACK.http.send(request.copy().build(), BodyHandlers.ofString());
        assertThat(program.statusCode()).isEqualTo(403);
        assertThat(program.body()).contains("urn:slipway:problem:forbidden");
        // A person is brought to the page, which says the same in its own words: see BrowserIT.
        HttpResponse<String> person =
                STACK.http.send(request.copy().header("Accept", "text/html").build(), BodyHandlers.ofString());
        assertThat(person.statusCode()).isEqualTo(303);
        assertThat(person.headers().firstValue("Location")).hasValue(Stack.URL + "/");

        HttpRequest.Builder onOrigin = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + "/"))
                .header("Host", Stack.host(id))
                .header("Authorization", "Bearer " + REALM.token(STRANGER));
        HttpResponse<String> refused = STACK.http.send(onOrigin.copy().build(), BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("urn:slipway:problem:forbidden");
        HttpResponse<String> page =
                STACK.http.send(onOrigin.copy().header("Accept", "text/html").build(), BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("<html", "the role user");
    }

    @Test
    void letsThemLogOutAndSeeWhetherItIsWell() {
        String token = REALM.token(STRANGER);
        for (String path : List.of("/q/health/live", "/q/metrics", "/q/openapi", "/")) {
            RestAssured.given().auth().oauth2(token).get(path).then().statusCode(200);
        }
        RestAssured.given()
                .auth()
                .oauth2(token)
                .post("/api/v1/logout")
                .then()
                .statusCode(200)
                .body("continueAt", containsString("logged-out"));
        RestAssured.given().auth().oauth2(token).get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void letsAdministratorsInByTheirOwnRole() {
        String name = Stack.name("chief");
        String chief = REALM.make(name, List.of("admin"), List.of());
        try {
            REALM.as(name).get("/me").then().statusCode(200).body("roles", contains("admin", "builder", "user"));
            REALM.as(name).get("/workspaces").then().statusCode(200).body("items", equalTo(List.of()));
            REALM.as(name).get("/audit").then().statusCode(200);
        } finally {
            REALM.remove(chief);
        }
    }
}
