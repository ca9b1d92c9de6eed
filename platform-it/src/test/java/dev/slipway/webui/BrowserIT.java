package dev.slipway.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.testing.Chromium.seeOnATelephone;
import static dev.slipway.testing.Chromium.shoot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Realm;
import dev.slipway.testing.Shell;
import dev.slipway.testing.SocketRelay;
import dev.slipway.testing.Stack;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person does, in Debian's Chromium. */
class BrowserIT {
    private static final Stack STACK = Stack.get();
    private static Chromium chromium;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void startBrowser() {
        chromium = new Chromium();
    }

    @AfterAll
    static void stopBrowser() {
        chromium.close();
    }

    /** What a test that fails did not like may have come of an answer that no page shows. */
    @RegisterExtension
    final AfterTestExecutionCallback traffic = test -> test.getExecutionException()
            .ifPresent(fault -> fault.addSuppressed(new AssertionError("answers: " + chromium.troubles())));

    @BeforeEach
    void openPage() {
        context = chromium.person();
        page = context.newPage();
    }

    @AfterEach
    void closePage() {
        context.close();
    }

    @Test
    void aliceLogsInLaunchesJupyterLabAndComputes() {
        logIn("alice");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Workspaces")))
                .isVisible();

        page.getByText("Launch a workspace").first().click();
        String name = Stack.name("my-notebook");
        page.getByLabel("Name").fill(name);
        page.locator("#image").selectOption("jupyter debian-13");
        shoot(page, "launch");
        seeOnATelephone(page, "launch");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Launch").setExact(true))
                .click();
        assertThat(page.getByText("The server answers")).isVisible();
        Locator open = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open"));
        assertThat(open).isVisible();
        shoot(page, "workspace");
        seeOnATelephone(page, "workspace");
        String id = page.url().replaceAll(".*/", "");

        Page lab = context.waitForPage(open::click);
        lab.setDefaultTimeout(60_000);
        // A layout that an earlier run left in alice's home would come back instead of the launcher.
        lab.navigate("http://" + Stack.host(id) + "/lab?reset");
        lab.locator(".jp-LauncherCard[data-category='Notebook']").first().click();
        Locator cell = lab.locator(".jp-Notebook .jp-Cell .cm-content").first();
        // JupyterLab drops what is run before its kernel is there.
        lab.getByText("Python 3 (ipykernel) | Idle").waitFor();
        cell.click();
        lab.keyboard().type("6*7");
        lab.keyboard().press("Shift+Enter");
        assertThat(lab.locator(".jp-OutputArea-output").first()).containsText("42");
        shoot(lab, "jupyterlab");
        staysOnItsOwnOrigin(lab);

        page.bringToFront();
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Stop").setExact(true))
                .click();
        assertThat(page.getByText("Stopped; the files are kept")).isVisible();
        lab.reload();
        assertThat(lab.getByText("Start it")).isVisible();
        shoot(lab, "stopped");
        lab.getByText("Start it").click();
        lab.locator(".jp-Notebook, .jp-LauncherCard").first().waitFor();

        page.bringToFront();
        page.navigate(Stack.URL + "/");
        assertThat(page.getByText(name)).isVisible();
        shoot(page, "workspaces");
        seeOnATelephone(page, "workspaces");
        page.navigate(Stack.URL + "/workspaces/" + id);
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Delete").setExact(true))
                .click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Delete").setExact(true))
                .click();
        assertThat(page.getByText(name)).hasCount(0);
    }

    @Test
    void seesADeletedWorkspaceGoAndHasNothingMoreToDoWithIt() {
        String name = Stack.name("going");
        String id = STACK.launch("alice", Map.of("name", name, "image", "probe", "version", "echo"));
        STACK.awaitState("alice", id, "RUNNING");
        logIn("alice");
        SocketRelay.Hold stop = STACK.engine().hold("/stop");
        STACK.as("alice").delete("/workspaces/" + id).then().statusCode(202);
        Locator row = page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(name));
        assertThat(row.getByText("Deleting", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(row.getByRole(AriaRole.BUTTON)).hasCount(0);
        shoot(page, "workspaces-deleting");
        seeOnATelephone(page, "workspaces-deleting");
        page.getByText(name).click();
        assertThat(page.getByText("Deletion requested; the home volume is kept"))
                .isVisible();
        assertThat(page.getByText("Deleting", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Delete")))
                .hasCount(0);
        shoot(page, "workspace-deleting");
        seeOnATelephone(page, "workspace-deleting");
        page.navigate(Stack.URL + "/");
        assertThat(page.getByText(name)).isVisible();
        stop.pass();
        assertThat(page.getByText(name)).hasCount(0);
    }

    @Test
    void someoneWhomNobodyLetInIsToldSoAndLogsOut() {
        Realm realm = new Realm(STACK);
        String name = Stack.name("stranger");
        String subject = realm.make(name, List.of(), List.of());
        try {
            page.navigate(Stack.URL + "/launch");
            Chromium.fillIn(page, name, Realm.password());
            assertThat(page.getByText("You have not been let in")).isVisible();
            assertThat(page.getByText("lacks the role “user”")).isVisible();
            shoot(page, "no-entry");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out"))
                    .click();
            assertThat(page.getByText("You are logged out")).isVisible();
        } finally {
            realm.remove(subject);
        }
    }

    @Test
    void aliceChoosesAGpuAndSeesItLeased() {
        logIn("alice");
        page.getByText("Launch a workspace").first().click();
        page.getByLabel("Name").fill(Stack.name("trainer"));
        page.locator("#image").selectOption("probe echo");
        page.locator("#gpu").selectOption("Tesla T4");
        shoot(page, "launch-gpu");
        seeOnATelephone(page, "launch-gpu");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Launch").setExact(true))
                .click();
        assertThat(page.getByText("The server answers")).isVisible();
        assertThat(page.getByText("3 Tesla T4 (simulated)")).isVisible();
        String id = page.url().replaceAll(".*/", "");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("GPUs"))
                .click();
        assertThat(page.getByText("These GPUs are simulated")).isVisible();
        assertThat(page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText("Tesla T4")))
                .containsText("alice");
        shoot(page, "gpus");
        seeOnATelephone(page, "gpus");
        STACK.delete("alice", id);
    }

    @Test
    void anAdministratorFindsAVersionAndSaysThatItIsOld() {
        logIn("admin");
        for (String path : List.of("gpus", "images")) { // a reload comes to the same page
            page.navigate(Stack.URL + "/" + path);
            assertThat(page.locator("table")).isVisible();
        }
        page.getByText("All (").click();
        page.getByLabel("Search").fill("pytorch 2.6 cuda 12.4");
        assertThat(page.locator("tbody")).hasCount(2);
        page.reload(); // what is looked for stands in the address
        assertThat(page.locator("tbody")).hasCount(2);
        Locator row = page.locator("tbody").first();
        row.locator("button[aria-label=Details]").click();
        assertThat(row).containsText("525.60.13");
        shoot(page, "images");
        seeOnATelephone(page, "images");
        act(row, "Deprecate…");
        page.getByLabel("Reason").fill("Take 2.14");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Deprecate").setExact(true))
                .click();
        assertThat(row).containsText("Take 2.14");
        act(row, "Recommend again");
        assertThat(row).not().containsText("Take 2.14");
    }

    @Test
    void theCatalogueOpensWithWhatCanBeLaunchedHere() {
        logIn("bob");
        page.navigate(Stack.URL + "/images");
        Locator rows = page.locator("tbody");
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("JupyterLab debian-13")))
                .isVisible();
        shoot(page, "images-ready");
        assertThat(page.getByText("to be pulled")).hasCount(0);
        assertThat(page.getByText("to be built")).hasCount(0);
        assertThat(page.getByText("does not run")).hasCount(0);
        int ready = rows.count();
        assertThat(page.getByText("Ready here (" + ready + ")")).isVisible();

        page.getByText("All (").click();
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("never-built")))
                .containsText("to be built, size not known");
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("slipway/tensorflow:2.21-debian-12")))
                // On a machine on which someone has built all of them it is here.
                .containsText(Pattern.compile("(to be built, about|here,) 1\\.8 GiB"));
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("127.0.0.1:1/slipway/nowhere:1")))
                .containsText("to be pulled, size not known");
        page.reload();
        assertThat(page.getByText("does not run").first()).isVisible();
        page.goBack();
        assertThat(rows).hasCount(ready);

        rows.filter(new Locator.FilterOptions().setHasText("JupyterLab debian-13"))
                .getByText("Launch")
                .click();
        assertThat(page.locator("#image")).hasValue("jupyter debian-13");
        assertThat(page.locator("#image option")).not().containsText(new String[] {"never-built"});
        page.getByText("to be fetched or built first").click();
        assertThat(page.locator("#image optgroup[label='To be built first'] option"))
                .not()
                .hasCount(0);
        page.reload();
        assertThat(page.locator("#image optgroup[label='Fetched first'] option"))
                .not()
                .hasCount(0);
        page.goBack();
        assertThat(page.locator("#image optgroup")).hasCount(0);
    }

    @Test
    void anAdministratorBuildsAnImageAndWatchesIt() {
        logIn("admin");
        page.navigate(Stack.URL + "/images");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Build an image"))
                .click();
        page.getByLabel("Dockerfile").fill("""
                FROM debian
                MAINTAINER team@example.org
                ADD https://example.org/model.bin /srv/model.bin
                USER root
                """);
        Locator findings = page.getByLabel("Findings");
        assertThat(findings).containsText("Line 1: FROM debian is another image tomorrow");
        assertThat(findings).containsText("Line 3: ADD fetches");
        shoot(page, "build");
        seeOnATelephone(page, "build");
        String name = Stack.name("browser");
        page.getByLabel("Dockerfile").fill("FROM slipway/jupyter:debian-13\nENV BY=" + name + "\nRUN echo hello\n");
        page.locator("#image").fill(name);
        Locator build = page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Build").setExact(true));
        assertThat(build).isEnabled();
        build.click();
        assertThat(page.getByText("It stands in the catalogue")).isVisible();
        assertThat(page.getByLabel("Steps")).containsText("FROM slipway/jupyter:debian-13");
        assertThat(page.locator(".slipway-build-log")).containsText("hello");
        page.reload();
        assertThat(page.locator(".slipway-build-log")).containsText("hello");
        STACK.as("admin").delete("/images/" + name + "/versions/1").then().statusCode(204);
        Shell.output("docker", "image", "rm", "-f", "slipway/" + name + ":1");
    }

    private void act(Locator row, String action) {
        row.getByLabel(Pattern.compile("Actions for .*")).click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(action))
                .click();
    }

    /** Code in a notebook runs on the workspace's origin; it must reach nothing with the platform's login. */
    private void staysOnItsOwnOrigin(Page lab) {
        Object visible = lab.evaluate("document.cookie");
        assertThat(visible.toString()).doesNotContain("slipway").doesNotContain("q_session");
        assertThat(lab.evaluate(
                        "url => fetch(url, {credentials: 'include'}).then(a => a.status, () => 'refused')",
                        Stack.URL + "/api/v1/me"))
                .isEqualTo("refused");
        assertThat(lab.evaluate(
                        "url => fetch(url, {method: 'POST', credentials: 'include', headers: {'X-Slipway-CSRF': '1'}}).then(a => a.status, () => 'refused')",
                        Stack.URL + "/api/v1/workspaces"))
                .isEqualTo("refused");

        // The platform's own page without the header, as a form on another page would send it.
        assertThat(
                        page.evaluate(
                                "fetch('/api/v1/workspaces', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}}).then(a => a.status)"))
                .isEqualTo(403);
        assertThat(page.evaluate("fetch('/api/v1/me').then(a => a.status)")).isEqualTo(200);
    }

    @Test
    void oneWorkspacesPageReachesNoOther() {
        String mine = STACK.launchRunning("bob");
        String other = STACK.launchRunning("bob");
        logIn("bob");
        page.navigate("http://" + Stack.host(other) + "/");
        assertThat(page.locator("body")).hasText("probe");
        page.navigate("http://" + Stack.host(mine) + "/");
        assertThat(page.locator("body")).hasText("probe");

        // The browser holds a session for both, and counts both as one site.
        String target = "http://" + Stack.host(other) + "/";
        assertThat(page.evaluate(
                        "url => fetch(url, {credentials: 'include'}).then(a => a.status, () => 'refused')", target))
                .isEqualTo("refused");
        assertThat(page.evaluate(
                        "url => fetch(url, {mode: 'no-cors', method: 'POST', credentials: 'include'}).then(a => a.type, () => 'refused')",
                        target))
                .isIn("opaque", "refused");
        assertThat(page.evaluate(
                        "url => new Promise(done => { const s = new WebSocket(url); s.onopen = () => done('open'); s.onerror = () => done('refused'); })",
                        "ws://" + Stack.host(other) + "/ws"))
                .isEqualTo("refused");
        assertThat(page.evaluate(
                        "url => new Promise(done => { const f = document.createElement('iframe'); f.src = url;"
                                + " f.onload = () => done(f.contentDocument === null ? 'foreign' : 'same'); document.body.append(f); })",
                        target))
                .isEqualTo("foreign");
        // The answer is a page that no other may frame.
        assertThat(page.frames().getLast().locator("body").innerText()).contains("refused to connect");
        STACK.delete("bob", mine, other);
    }

    @Test
    void bobCannotOpenAlicesWorkspace() {
        String id = STACK.launchRunning("alice");
        logIn("bob");
        page.navigate("http://" + Stack.host(id) + "/");
        assertThat(page.locator("body")).containsText("There is no workspace");
        page.navigate(Stack.URL + "/workspaces/" + id);
        assertThat(page.getByText("This workspace cannot be shown")).isVisible();
        STACK.delete("alice", id);
    }

    private void logIn(String user) {
        Chromium.logIn(page, user);
    }
}
