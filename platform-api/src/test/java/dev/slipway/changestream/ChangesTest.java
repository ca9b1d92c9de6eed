package dev.slipway.changestream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.changestream.StreamResource.Kind;
import dev.slipway.changestream.StreamResource.Message;
import dev.slipway.changestream.StreamResource.What;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private final Changes changes = new Changes(Kind.WORKSPACE, Map.of("a", "1", "b", "1"));

    @Test
    void tellsNothingOfWhatIsAsItWas() {
        assertThat(changes.look(Map.of("a", "1", "b", "1"))).isEmpty();
    }

    @Test
    void tellsWhatChangedWhatIsNewAndWhatIsGoneAndEachOnce() {
        Map<String, String> now = Map.of("a", "2", "c", "1");
        assertThat(changes.look(now))
                .containsExactlyInAnyOrder(
                        new Message(Kind.WORKSPACE, "a", "2", What.CHANGED),
                        new Message(Kind.WORKSPACE, "c", "1", What.CHANGED),
                        new Message(Kind.WORKSPACE, "b", null, What.GONE));
        assertThat(changes.look(now)).isEmpty();
    }
}
