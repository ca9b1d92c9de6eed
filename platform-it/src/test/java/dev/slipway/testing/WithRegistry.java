package dev.slipway.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of images, beside whose Slipway there is a registry of their own. */
public abstract class WithRegistry {
    public static Stack stack;
    public static ImageBuilds builds;
    public static TestRegistry registry;

    @BeforeAll
    static void openRegistry(@TempDir Path folder) throws IOException, InterruptedException {
        stack = Stack.get();
        builds = new ImageBuilds(stack);
        registry = new TestRegistry(folder);
    }

    @AfterAll
    static void closeRegistry() {
        registry.close();
    }
}
