package dev.slipway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Sharing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuAdmissionTest {
    /** Every form that NVIDIA's MIG guide and its tools write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1g.5gb",
                "1g.5gb+me",
                "1g.10gb+me",
                "7g.80gb",
                "1c.2g.20gb",
                "1c.1g.5gb+me",
                "1g.24gb+gfx",
                "1g.24gb+me.all",
                "1g.24gb-me",
                "2g.48gb+gfx",
                "2g.48gb+me.all",
                "2g.48gb-me",
                "4g.96gb+gfx",
                "1g.12gb+gfx,me",
                "8g.144gb"
            })
    void takesAMigProfileAsNvidiaWritesIt(String profile) {
        GpuAdmission.Read read = read(profile);
        assertThat(read.errors()).isEmpty();
        assertThat(read.request()).map(GpuRequest::sharing).contains(new Sharing.Mig(profile));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1g",
                "1g.5",
                "0g.5gb",
                "9g.5gb",
                "1g.5gb+",
                "1g.5gb-",
                "1g.5gb+me-gfx",
                "1g.5gb+me+gfx",
                "1g.5gb+1",
                "1g.5gb+me.",
                "1g.5gb+.me",
                "1g.5gb+me,",
                "1g.5gb +me",
                " 1g.5gb",
                "1g.5gb\n",
                "1g.5gb;rm",
                "1g.5gb+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "1g.5gb/../x"
            })
    void refusesWhatIsNoMigProfile(String profile) {
        assertThat(read(profile).errors()).extracting(FieldError::field).containsExactly("resources.gpus.migProfile");
    }

    private static GpuAdmission.Read read(String profile) {
        return GpuAdmission.read(new WorkspaceRequest.GpuRequest(1, null, null, "mig", profile, null));
    }
}
