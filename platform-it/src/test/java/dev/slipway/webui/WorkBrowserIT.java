package dev.slipway.webui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.slipway.testing.Chromium.shoot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.PackageIndex;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person launches JupyterLab by the form, sets variables on the page, and works in a notebook and a terminal. */
class WorkBrowserIT {
    private static final Stack STACK = Stack.get();

    @TempDir
    private static Path folder;

    private static PackageIndex index;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException {
        index = new PackageIndex(folder, STACK);
        index.add("greeting", "1.0", "WORD = 'hello from the index'\n", "print(WORD)", 0);
        index.add("farewell", "1.0", "", "print('good bye')", 0);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        chromium.close();
        index.close();
    }

    @Test
    void installsPackagesAndHasRoomInTmpAndSharedMemory() {
        try (BrowserContext context = chromium.person()) {
            Page page = context.newPage();
            Chromium.logIn(page, "alice");
            String id = launched(page);
            Page lab = opened(context, page, id);
            worksInANotebook(lab);
            worksInATerminal(lab, id);
            forget(id);
            STACK.delete("alice", id);
        }
    }

    private static String launched(Page page) {
        page.getByText("Launch a workspace").first().click();
        page.getByLabel("Name").fill(Stack.name("work"));
        page.locator("#image").selectOption("jupyter debian-13");
        page.locator("#shm").fill("2Gi");
        page.locator("#tmp").fill("96Mi");
        shoot(page, "launch-shm");
        click(page, "Launch");
        assertThat(page.getByText("is part of the memory and cannot be larger")).isVisible();
        page.locator("#shm").fill("320Mi");
        click(page, "Launch");
        assertThat(page.getByText("The server answers")).isVisible();
        assertThat(page.getByText("320Mi of it shared memory at most, 96Mi disk for /tmp"))
                .isVisible();
        String id = page.url().replaceAll(".*/", "");
        forget(id); // what a run that was broken off has left; the next start begins anew

        // Where packages are from, said on the page while it is stopped.
        assertThat(page.getByText("Change variables")).hasCount(0);
        click(page, "Stop");
        page.getByText("Change variables").click();
        int row = 1;
        for (Map.Entry<String, String> variable : PackageIndex.variables().entrySet()) {
            page.getByText("Add a variable").click();
            page.getByLabel("Name " + row).fill(variable.getKey());
            page.getByLabel("Value " + row).fill(variable.getValue());
            row++;
        }
        shoot(page, "variables");
        click(page, "Save");
        assertThat(page.getByText("the next start goes by them").first()).isVisible();
        click(page, "Start");
        STACK.awaitState("alice", id, "RUNNING");
        return id;
    }

    private static void forget(String id) {
        Shell.output("docker", "exec", STACK.container(id), "sh", "-c", "rm -rf ~/.slipway ~/said");
    }

    private static void click(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static Page opened(BrowserContext context, Page page, String id) {
        Locator open = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open"));
        Page lab = context.waitForPage(open::click);
        lab.setDefaultTimeout(60_000);
        lab.navigate("http://" + Stack.host(id) + "/lab?reset");
        return lab;
    }

    private static void worksInANotebook(Page lab) {
        lab.locator(".jp-LauncherCard[data-category='Notebook']").first().click();
        lab.getByText("Python 3 (ipykernel) | Idle").waitFor();
        lab.locator(".jp-Notebook .jp-Cell .cm-content").first().click();
        computes(lab, "%pip install --quiet greeting", "");
        computes(lab, "import greeting; greeting.WORD", "hello from the index");
        computes(lab, "!cp /usr/bin/env /tmp/program && /tmp/program echo it runs", "it runs");
        computes(lab, "!df -BM --output=size /dev/shm", "320M");
        computes(
                lab,
                "import multiprocessing.shared_memory as m; b = m.SharedMemory(create=True, size=250 << 20);"
                        + " b.buf[:] = bytes(250 << 20); b.unlink(); len(b.buf) >> 20",
                "250");
        shoot(lab, "packages");
    }

    /** Runs a cell, and goes on to the next. */
    private static void computes(Page lab, String code, String output) {
        lab.keyboard().insertText(code);
        lab.keyboard().press("Shift+Enter");
        if (output.isEmpty()) {
            lab.getByText("Python 3 (ipykernel) | Idle").waitFor();
        } else {
            assertThat(lab.locator(".jp-OutputArea-output").last()).containsText(output);
        }
    }

    private static void worksInATerminal(Page lab, String id) {
        lab.keyboard().press("Escape");
        lab.keyboard().press("Control+Shift+L");
        lab.locator(".jp-LauncherCard:visible", new Page.LocatorOptions().setHasText("Terminal"))
                .last()
                .click();
        lab.locator(".jp-Terminal .xterm-helper-textarea")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        lab.locator(".jp-Terminal").click();
        lab.keyboard().type("pip install --quiet farewell && farewell > ~/said\n");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(Shell.run("docker", "exec", STACK.container(id), "cat", "/home/jovyan/said")
                                        .output())
                                .contains("good bye"));
        shoot(lab, "terminal");
    }
}
