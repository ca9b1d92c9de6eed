package dev.slipway.login;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logging out, in Debian's Chromium and with what someone may have kept of a login. */
class LogoutIT {
    private static final Stack STACK = Stack.get();
    private static final String LOGGED_OUT = Stack.URL + "/logged-out";
    private static Chromium chromium;
    private static String workspace;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() {
        workspace = STACK.launchRunning("alice");
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        STACK.delete("alice", workspace);
    }

    @BeforeEach
    void open() {
        context = chromium.person();
        page = context.newPage();
        Chromium.logIn(page, "alice");
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void theButtonEndsTheLoginEverywhereInThisBrowserAndNowhereElse() throws Exception {
        String name = STACK.workspace("alice", workspace).getString("name");
        Page own = openWorkspace();
        Page other = context.newPage();
        other.navigate(Stack.URL + "/workspaces/" + workspace);
        assertThat(other.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name)))
                .isVisible();
        BrowserContext elsewhere = chromium.person();
        Page there = elsewhere.newPage();
        Chromium.logIn(there, "alice");
        String kept = cookies(Stack.URL);
        String keptOfWorkspace = cookies(origin());
        CompletableFuture<Boolean> streamEnds = streamEnds(kept);
        CompletableFuture<Boolean> webSocketEnds = webSocketEnds(keptOfWorkspace);
        assertThat(page.getByText(name)).isVisible();
        assertThat(status("/api/v1/me", kept)).isEqualTo(200);

        logOut();

        assertThat(page.getByText("You are logged out")).isVisible();
        Chromium.shoot(page, "logged-out");
        assertThat(context.request().get(Stack.URL + "/api/v1/me").status()).isEqualTo(401);
        assertThat(status("/api/v1/me", kept))
                .as("with cookies that someone kept")
                .isEqualTo(401);
        assertThat(streamEnds.get()).isTrue();
        assertThat(webSocketEnds.get()).isTrue();
        assertThat(statusOfWorkspace(keptOfWorkspace)).isEqualTo(401);
        own.navigate(origin() + "/");
        assertThat(own.locator("#password")).isVisible();
        other.waitForURL(LOGGED_OUT);
        assertThat(other.getByText(name)).hasCount(0);

        assertThat(there.evaluate("fetch('/api/v1/me').then(a => a.status)")).isEqualTo(200);
        elsewhere.close();

        page.goBack();
        assertThat(page.locator("#password, .pf-v6-c-empty-state").first()).isVisible();
        assertThat(page.getByText(name)).hasCount(0);
        page.navigate(LOGGED_OUT);
        page.getByText("Log in", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#password")).isVisible();
        Chromium.fillIn(page, "alice");
        assertThat(page.getByText(name)).isVisible();
    }

    @Test
    void alsoWhoseSessionIsOverIsLoggedOutAtTheIdentityProvider() {
        // As when the session's cookie has expired: the identity provider's login may live on.
        context.clearCookies(new BrowserContext.ClearCookiesOptions().setName("q_session"));
        page.getByText("Log out").click();
        page.waitForURL(url -> !url.equals(Stack.URL + "/"));
        if (page.locator("#kc-logout").count() > 0) {
            page.locator("#kc-logout").click(); // without the session's word, it asks
        }
        page.waitForURL(LOGGED_OUT);
        page.navigate(Stack.URL + "/");
        assertThat(page.locator("#password")).isVisible();
    }

    @Test
    void noForeignPageAndNoAddressLogsAnyoneOut() {
        Page foreign = openWorkspace();
        foreign.evaluate(
                "url => fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include'}).catch(() => 0)",
                Stack.URL + "/api/v1/logout");
        foreign.evaluate(
                "url => fetch(url, {method: 'POST', credentials: 'include', headers: {'X-Slipway-CSRF': '1'}}).catch(() => 0)",
                Stack.URL + "/api/v1/logout");
        foreign.evaluate(
                "url => { const f = document.createElement('form'); f.method = 'POST'; f.action = url; document.body.append(f); f.submit(); }",
                Stack.URL + "/api/v1/logout");
        foreign.waitForURL(Stack.URL + "/api/v1/logout");
        foreign.navigate(Stack.URL + "/logout");
        assertThat(foreign.getByText("Log out?")).isVisible();
        assertThat(page.evaluate("fetch('/api/v1/me').then(a => a.status)")).isEqualTo(200);
        foreign.getByText("Yes, log out").click();
        foreign.waitForURL(LOGGED_OUT);
        assertThat(context.request().get(Stack.URL + "/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void aLoginThatAnAdministratorEndsAtTheIdentityProviderIsOverHere() throws Exception {
        String kept = cookies(Stack.URL);
        Page own = openWorkspace();
        String keptOfWorkspace = cookies(origin());
        CompletableFuture<Boolean> streamEnds = streamEnds(kept);
        CompletableFuture<Boolean> webSocketEnds = webSocketEnds(keptOfWorkspace);
        String subject = String.valueOf(page.evaluate("fetch('/api/v1/me').then(a => a.json()).then(me => me.id)"));

        endAtTheIdentityProvider(subject);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(status("/api/v1/me", kept)).isEqualTo(401));
        assertThat(streamEnds.get()).isTrue();
        assertThat(webSocketEnds.get()).isTrue();
        assertThat(statusOfWorkspace(keptOfWorkspace)).isEqualTo(401);
        own.reload();
        assertThat(own.locator("#password")).isVisible();
        // The page that was open is sent to log in anew. Where it was quicker than the end, that does not succeed and
        // it says so.
        Locator logIn = page.getByText("Log in", new Page.GetByTextOptions().setExact(true));
        assertThat(page.locator("#password").or(logIn)).isVisible();
        if (logIn.isVisible()) {
            logIn.click();
        }
        Chromium.fillIn(page, "alice");
        page.waitForURL(Stack.URL + "/");
        assertThat(page.evaluate("fetch('/api/v1/me').then(a => a.status)")).isEqualTo(200);
    }

    private void logOut() {
        page.getByText("Log out").click();
        page.waitForURL(LOGGED_OUT);
    }

    private Page openWorkspace() {
        Page own = context.newPage();
        own.navigate(origin() + "/");
        assertThat(own.locator("body")).hasText("probe");
        return own;
    }

    private static String origin() {
        return "http://" + Stack.host(workspace);
    }

    private String cookies(String url) {
        List<Cookie> cookies = context.cookies(url);
        return cookies.stream().map(cookie -> cookie.name + "=" + cookie.value).collect(Collectors.joining("; "));
    }

    private static int status(String path, String cookies) throws IOException, InterruptedException {
        return send(path, "localhost:" + Stack.PORT, cookies);
    }

    private static int statusOfWorkspace(String cookies) throws IOException, InterruptedException {
        return send("/", Stack.host(workspace), cookies);
    }

    private static int send(String path, String host, String cookies) throws IOException, InterruptedException {
        return STACK.http
                .send(request(path, host, cookies), BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest request(String path, String host, String cookies) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + path))
                .timeout(Duration.ofSeconds(30))
                .header("Host", host)
                .header("Cookie", cookies)
                .build();
    }

    /** Opens a stream of events with the cookies; the answer is whether it ended. */
    private static CompletableFuture<Boolean> streamEnds(String cookies) throws Exception {
        HttpResponse<InputStream> stream = STACK.http.send(
                request("/api/v1/stream", "localhost:" + Stack.PORT, cookies), BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.body().read()).isPositive();
        return ends(stream.body());
    }

    /** Opens a WebSocket to the workspace with its cookies; the answer is whether it ended. */
    private static CompletableFuture<Boolean> webSocketEnds(String cookies) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Stack.PORT);
        String head = "GET /ws HTTP/1.1\r\nHost: " + Stack.host(workspace) + "\r\nOrigin: " + origin()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: " + cookies + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 101");
        return ends(socket.getInputStream());
    }

    private static CompletableFuture<Boolean> ends(InputStream open) {
        return CompletableFuture.supplyAsync(() -> {
                    try (open) {
                        open.transferTo(OutputStream.nullOutputStream());
                        return true;
                    } catch (IOException cut) {
                        return true;
                    }
                })
                .completeOnTimeout(false, 20, TimeUnit.SECONDS);
    }

    private static void endAtTheIdentityProvider(String subject) {
        String keycloak = "http://127.0.0.1:" + (Stack.PORT + 1);
        String token = RestAssured.given()
                .formParams(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        "keycloak-admin",
                        "password",
                        STACK.setting("KEYCLOAK_ADMIN_PASSWORD")))
                .post(keycloak + "/realms/master/protocol/openid-connect/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
        RestAssured.given()
                .auth()
                .oauth2(token)
                .post(keycloak + "/admin/realms/slipway/users/" + subject + "/logout")
                .then()
                .statusCode(204);
    }
}
