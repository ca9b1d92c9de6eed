package dev.slipway.changestream;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many tabs of one browser, which has six connections to a host. */
class TabsIT {
    private static final Stack STACK = Stack.get();
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @Test
    void tenTabsStayLiveByOneStream() {
        // The browser of the tests before this one is gone; that its stream is, the platform notices when it next
        // writes to it.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(STACK.streams()).isZero());
        String id = STACK.launchRunning("bob");
        try (BrowserContext context = chromium.person()) {
            Page first = context.newPage();
            Chromium.logIn(first, "bob");
            List<Page> tabs = new ArrayList<>(List.of(first));
            // The log of a workspace stays open too; many tabs look at the same.
            for (int i = 1; i < 10; i++) {
                Page tab = context.newPage();
                tab.navigate(Stack.URL + (i % 3 == 0 ? "/" : "/workspaces/" + id));
                tabs.add(tab);
            }
            for (Page tab : tabs) {
                assertThat(tab.getByText("Running", new Page.GetByTextOptions().setExact(true)))
                        .isVisible();
            }
            assertThat(tabs.get(1).getByLabel("Log", new Page.GetByLabelOptions().setExact(true)))
                    .containsText("probe listens");
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(STACK.streams()).isEqualTo(1));

            STACK.as("bob").post("/workspaces/" + id + "/stop").then().statusCode(202);
            for (Page tab : tabs) {
                assertThat(tab.getByText("Stopped", new Page.GetByTextOptions().setExact(true)))
                        .isVisible();
                assertThat(tab.evaluate("fetch('/api/v1/me').then(a => a.status)"))
                        .isEqualTo(200);
            }
            assertThat(STACK.streams()).isEqualTo(1);

            // The tab that opened the stream takes it to no one's grave.
            first.close();
            STACK.as("bob").post("/workspaces/" + id + "/start").then().statusCode(202);
            for (Page tab : tabs.subList(1, 10)) {
                assertThat(tab.getByText("Running", new Page.GetByTextOptions().setExact(true)))
                        .isVisible();
            }
            assertThat(STACK.streams()).isEqualTo(1);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(STACK.streams()).isZero());
        STACK.delete("bob", id);
    }

    @Test
    void tabsThatShowLogsOfManyWorkspacesLeaveConnectionsForRequests() {
        String[] ids = {
            STACK.launchRunning("bob"),
            STACK.launchRunning("bob"),
            STACK.launchRunning("bob"),
            STACK.launchRunning("bob"),
            STACK.launchRunning("bob")
        };
        try (BrowserContext context = chromium.person()) {
            Page first = context.newPage();
            Chromium.logIn(first, "bob");
            for (String id : ids) {
                Page tab = context.newPage();
                tab.navigate(Stack.URL + "/workspaces/" + id);
                assertThat(tab.getByLabel("Log", new Page.GetByLabelOptions().setExact(true)))
                        .containsText("probe listens");
            }
            assertThat(first.evaluate("fetch('/api/v1/me').then(a => a.status)"))
                    .isEqualTo(200);
            Page crowded = context.pages().get(1);
            assertThat(crowded.getByText("Not followed")).isVisible();
            crowded.getByText("Follow this one").click();
            assertThat(crowded.getByText("Not followed")).hasCount(0);
            assertThat(context.pages().get(3).getByText("Not followed")).isVisible();
        }
        STACK.delete("bob", ids);
    }
}
