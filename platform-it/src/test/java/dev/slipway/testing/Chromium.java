package dev.slipway.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;

/** Debian's Chromium, and people who log in with it. */
public final class Chromium implements AutoCloseable {
    private static final String WHAT_DOES_NOT_FIT = """
            () => {
              const seen = [...document.querySelectorAll('a, button, td')]
                .filter((one) => one.checkVisibility() && one.textContent.trim());
              const box = (one) => one.getBoundingClientRect();
              const narrow = seen
                .filter((one) => box(one).width < Math.min(44, 5 * one.textContent.trim().length))
                .map((one) => 'too narrow: ' + one.textContent);
              const pressed = seen.filter((one) => one.tagName !== 'TD');
              const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
              const covered = pressed.flatMap((one, i) => pressed.slice(i + 1)
                .filter((other) => !one.contains(other) && !other.contains(one) && meet(box(one), box(other)))
                .map((other) => one.textContent + ' and ' + other.textContent + ' in one place'));
              const page = document.documentElement;
              return [...narrow, ...covered, ...(page.scrollWidth > page.clientWidth ? ['wider than the screen'] : [])];
            }""";

    private static final Path SCREENSHOTS = Path.of(System.getProperty("slipway.screenshots"));

    private final Playwright playwright;
    private final Browser browser;

    /** What pages of the platform's tried that its own policy forbids them. */
    private final List<String> violations = new CopyOnWriteArrayList<>();

    /** Requests of the person who came last that were refused, or did not get through. */
    private final List<String> troubles = new CopyOnWriteArrayList<>();

    public Chromium() {
        // A kernel's start takes seconds on a part of one processor.
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of(
                                "--no-sandbox", // the tests run as root
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A browser of a person's own, with no cookie of anyone else's. */
    public BrowserContext person() {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 860));
        context.setDefaultTimeout(60_000);
        troubles.clear();
        context.onResponse(response -> {
            if (response.status() >= 400) {
                troubles.add(response.status() + " " + response.request().method() + " " + response.url());
            }
        });
        context.onRequestFailed(
                request -> troubles.add(request.failure() + " " + request.method() + " " + request.url()));
        context.onConsoleMessage(message -> {
            boolean isOurs = message.page() != null && message.page().url().startsWith(Stack.URL + "/");
            if (isOurs && message.text().contains("Content Security Policy")) {
                violations.add(message.text());
            }
        });
        return context;
    }

    /** Logs in on the start page. */
    public static void logIn(Page page, String user) {
        page.navigate(Stack.URL + "/");
        fillIn(page, user);
        page.waitForURL(Stack.URL + "/");
    }

    /** Fills in the identity provider's form, where the page is. */
    public static void fillIn(Page page, String user) {
        fillIn(page, user, Stack.get().setting("PASSWORD_" + user));
    }

    /** Fills in the identity provider's form for someone who is none of the demo users. */
    public static void fillIn(Page page, String user, String password) {
        page.locator("#username").fill(user);
        page.locator("#password").fill(password);
        shoot(page, "login");
        page.locator("#kc-login, button[type=submit], input[type=submit]")
                .first()
                .click();
    }

    public static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    /** Shows the page at a telephone's size, where nothing lies over anything else, and looks at it so. */
    public static void seeOnATelephone(Page page, String name) {
        page.setViewportSize(390, 844);
        Assertions.assertThat((List<?>) page.evaluate(WHAT_DOES_NOT_FIT))
                .as(name)
                .isEmpty();
        shoot(page, name + "-telephone");
        page.setViewportSize(1280, 860);
    }

    /** What requests of the person who came last met that were refused, or did not get through, in their order. */
    public List<String> troubles() {
        return troubles;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
        Assertions.assertThat(violations).isEmpty();
    }
}
