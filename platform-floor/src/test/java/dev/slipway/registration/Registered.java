package dev.slipway.registration;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import dev.slipway.identity.Person;
import java.util.List;
import java.util.Map;

/** ExactImages of the floor's registry that an administrator has put into the catalogue; the engine has none of them yet. */
public final class Registered {
    private static final Person ADMIN = new Person("admin-id", "admin");

    private Registered() {}

    /** One whose version is 1, and whose server is that of the engine in memory. */
    public static void add(Replica process, String name) {
        var run = new ImageRegistration.Run(
                List.of("serve", "8000"), Map.of(), 8000, "/", "/home/floor", "1000:100", null);
        var version = new ImageRegistration.VersionRegistration(
                "1", Floor.shelf().put(name), null, null, null, null, run, null, false);
        process.bean(Registration.class)
                .register(new ImageRegistration(name, "An image", "", "test", version), ADMIN, kept -> {});
    }
}
