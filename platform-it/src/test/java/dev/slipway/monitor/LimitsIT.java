package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits within which a workspace runs on: the kernel refuses a program something, and its owner is told. */
class LimitsIT {
    private static final Stack STACK = Stack.get();

    private String id;

    @BeforeEach
    void launch() {
        id = STACK.launchRunning("alice");
    }

    @AfterEach
    void delete() {
        STACK.delete("alice", id);
    }

    @Test
    void tellsThatAProgramWasKilledForMemoryWithTheFigureAndWhatToDo() {
        assertThat(STACK.workspace("alice", id).getList("alerts")).isEmpty();
        assertThat(python("held = bytearray(400 << 20)").exitCode()).isEqualTo(137);
        String message = awaitTold("memory-killed");
        assertThat(message)
                .contains(
                        "A program here was killed for memory", "256 MiB of its 256Mi", "launch one with more memory");
        JsonPath workspace = STACK.workspace("alice", id);
        assertThat(workspace.getString("state")).isEqualTo("RUNNING");
        assertThat(workspace.getString("alerts[0].code")).isEqualTo("memory-killed");
        assertThat(workspace.getString("alerts[0].message")).isEqualTo(message);
        try (Chromium chromium = new Chromium();
                BrowserContext context = chromium.person()) {
            Page page = context.newPage();
            Chromium.logIn(page, "alice");
            page.navigate(Stack.URL + "/workspaces/" + id);
            PlaywrightAssertions.assertThat(page.locator(".pf-v6-c-alert")).containsText(message);
            Chromium.shoot(page, "memory-killed");
        }
    }

    @Test
    void tellsThatProcessesWereRefusedWithTheFigureAndWhatToDoAndOnceForMany() {
        Shell.Result forks = python("""
                import os, signal, time
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                children = []
                try:
                    while len(children) < 2000:
                        child = os.fork()
                        if child == 0: time.sleep(600)
                        children.append(child)
                except OSError as refused: print(refused)
                for child in children: os.kill(child, signal.SIGKILL)
                """);
        assertThat(forks.output()).contains("Resource temporarily unavailable");
        assertThat(awaitTold("processes-refused"))
                .contains("512 processes and threads", "1 more could not begin", "SLIPWAY_WORKSPACES_PIDS");
        assertThat(STACK.workspace("alice", id).getList("alerts.code")).containsExactly("processes-refused");

        STACK.as("alice").post("/workspaces/" + id + "/restart").then().statusCode(202);
        await().atMost(Duration.ofSeconds(60)).until(() -> events("started").size() == 2);
        assertThat(STACK.workspace("alice", id).getList("alerts"))
                .as("of an earlier start")
                .isEmpty();
    }

    private Shell.Result python(String program) {
        return Shell.run("docker", "exec", STACK.container(id), "python3", "-c", program);
    }

    private String awaitTold(String code) {
        await().atMost(Duration.ofSeconds(25))
                .untilAsserted(() -> assertThat(events(code)).hasSize(1));
        return events(code).getFirst();
    }

    private List<String> events(String code) {
        return STACK.as("alice")
                .get("/workspaces/" + id + "/events")
                .jsonPath()
                .getList("items.findAll { it.code == '" + code + "' }.message");
    }
}
