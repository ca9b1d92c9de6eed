package dev.slipway.testing;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;

/** People of the tests' own at the identity provider, made and removed there as its administrator does. */
public final class Realm {
    private static final String KEYCLOAK = "http://127.0.0.1:" + (Stack.PORT + 1);
    private static final String PASSWORD = "a password of the tests' own";

    private final Stack stack;

    public Realm(Stack stack) {
        this.stack = stack;
    }

    /** Makes someone who has these roles and is in these groups; the answer is their subject. */
    public String make(String username, List<String> roles, List<String> groups) {
        String subject = asAdministrator()
                .body(Map.of(
                        "username",
                        username,
                        "enabled",
                        true,
                        "firstName",
                        "Some",
                        "lastName",
                        "One",
                        "email",
                        username + "@slipway.invalid",
                        "emailVerified",
                        true,
                        "groups",
                        groups.stream().map(group -> "/" + group).toList(),
                        "credentials",
                        List.of(Map.of("type", "password", "value", PASSWORD, "temporary", false))))
                .post("/users")
                .then()
                .statusCode(201)
                .extract()
                .header("Location")
                .replaceAll(".*/", "");
        asAdministrator()
                .body(roles.stream().map(this::role).toList())
                .post("/users/" + subject + "/role-mappings/realm")
                .then()
                .statusCode(204);
        return subject;
    }

    private Map<String, Object> role(String name) {
        return asAdministrator()
                .get("/roles/" + name)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
    }

    public void remove(String subject) {
        asAdministrator().delete("/users/" + subject).then().statusCode(204);
    }

    /** An access token of someone who was made here. */
    public String token(String username) {
        return token("slipway", "slipway-cli", username, PASSWORD);
    }

    /** A request to the API by someone who was made here. */
    public RequestSpecification as(String username) {
        return RestAssured.given()
                .baseUri(Stack.URL)
                .basePath("/api/v1")
                .auth()
                .oauth2(token(username))
                .contentType(ContentType.JSON);
    }

    public static String password() {
        return PASSWORD;
    }

    private RequestSpecification asAdministrator() {
        return RestAssured.given()
                .baseUri(KEYCLOAK)
                .basePath("/admin/realms/slipway")
                .auth()
                .oauth2(token("master", "admin-cli", "keycloak-admin", stack.setting("KEYCLOAK_ADMIN_PASSWORD")))
                .contentType(ContentType.JSON);
    }

    private static String token(String realm, String client, String username, String password) {
        return RestAssured.given()
                .formParams(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        client,
                        "scope",
                        "openid",
                        "username",
                        username,
                        "password",
                        password))
                .post(KEYCLOAK + "/realms/" + realm + "/protocol/openid-connect/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
    }
}
