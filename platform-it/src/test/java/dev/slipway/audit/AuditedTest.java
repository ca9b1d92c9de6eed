package dev.slipway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Endpoints;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditedTest {
    /** Whoever adds an endpoint that changes something says here whether it is audited, and {@link AuditIT} tries that. */
    @Test
    void namesEveryEndpointThatMayChangeSomething() throws IOException {
        assertThat(Endpoints.changing())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Audited.ENDPOINTS.keySet().stream(), Audited.EXEMPT.keySet().stream())
                                .toList());
    }
}
