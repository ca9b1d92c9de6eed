package dev.slipway.it;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of images, beside whose Slipway there is a registry of their own. */
abstract class WithRegistry {
    static Stack stack;
    static ImageBuilds builds;
    static TestRegistry registry;

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
