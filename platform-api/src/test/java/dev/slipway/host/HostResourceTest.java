package dev.slipway.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostResourceTest {
    @Test
    void showsADiskThatTellsAndNoneThatDoesNot(@TempDir Path disk) {
        assertThat(HostResource.Disk.at(disk)).isNotNull();
        assertThat(HostResource.Disk.at(disk.resolve("gone"))).isNull();
    }
}
