package dev.slipway.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountFilesTest {
    private static final String IMAGE = """
            root:x:0:0:root:/root:/bin/bash
            www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
            jovyan:x:1000:100:Jo,,,:/home/jovyan:/bin/bash
            """;

    @Test
    void givesTheImagesUserTheOwnersUid() {
        assertThat(AccountFiles.users(IMAGE, "1000:100", 70001, "/home/jovyan")).isEqualTo("""
                jovyan:x:70001:100:Jo,,,:/home/jovyan:/bin/bash
                root:x:0:0:root:/root:/bin/bash
                www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
                """);
    }

    /** The contract says as whom the image is run and where the home is, whatever its Dockerfile made. */
    @Test
    void goesByTheContract() {
        assertThat(AccountFiles.users(IMAGE, "33:7", 70001, "/work").lines())
                .first()
                .isEqualTo("www-data:x:70001:7:www-data:/work:/usr/sbin/nologin");
        assertThat(AccountFiles.users("", "1000:100", 70001, "/work")).isEqualTo("user:x:70001:100::/work:/bin/sh\n");
    }

    @Test
    void leavesOutWhoeverElseHasTheUidOrTheName() {
        String image =
                "other:x:70001:1::/:/bin/sh\njovyan:x:1000:100::/home/jovyan:/bin/sh\njovyan:x:5:5::/:/bin/sh\nno line\n";
        assertThat(AccountFiles.users(image, "1000:100", 70001, "/home/jovyan"))
                .isEqualTo("jovyan:x:70001:100::/home/jovyan:/bin/sh\n");
    }

    @Test
    void namesTheGroupWhereTheImageDoesNot() {
        assertThat(AccountFiles.groups("root:x:0:\nusers:x:100:jovyan\n", "1000:100"))
                .isEqualTo("root:x:0:\nusers:x:100:jovyan\n");
        assertThat(AccountFiles.groups("", "1000:100")).isEqualTo("users:x:100:\n");
        assertThat(AccountFiles.groups("users:x:100:\n", "1000:2000")).isEqualTo("users:x:100:\nusers2000:x:2000:\n");
    }
}
