package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.floor.Floor;
import io.quarkus.runtime.StartupEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A platform does not start beside the database of another installation. */
class InstallationFloorIT {
    private final Installation installation = Floor.bean(Installation.class);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void claimsANewDatabaseAndKnowsItsOwnAgain() {
        installation.check(new StartupEvent());
        installation.check(new StartupEvent());
        assertThat(Floor.query("select id from installation"))
                .containsExactly(Floor.bean(EngineConfig.class).installation());
    }

    @Test
    void doesNotStartBesideAnothers() {
        Floor.execute("insert into installation (id) values ('another')");
        assertThatThrownBy(() -> installation.check(new StartupEvent()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("INSTALLATION=another");
        assertThat(Floor.query("select id from installation")).containsExactly("another");
    }
}
