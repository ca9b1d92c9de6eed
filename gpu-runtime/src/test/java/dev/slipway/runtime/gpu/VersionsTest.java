package dev.slipway.runtime.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.quantity.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {
    @ParameterizedTest
    @CsvSource({
        "550.54.14, 550.54.15, -1",
        "535.104.05, 535.86.09, 1",
        "570.26, 570.26.0, 0",
        "450.80.02, 450.80.2, 0",
        "570.124.06, 570.26, 1",
        "525.60.13, 535.54.03, -1"
    })
    void comparesDriversNumberByNumber(String left, String right, int order) {
        assertThat(Integer.signum(DriverVersion.parse(left).compareTo(DriverVersion.parse(right))))
                .isEqualTo(order);
    }

    @ParameterizedTest
    @ValueSource(strings = {"450.80.02", "570.26", "580.65.06", "535.104.05"})
    void writesADriverAsNvidiaDoes(String text) {
        assertThat(DriverVersion.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "550", "550.", "a.b", "550.54.14.1.1", "-1.2", "550.54-rc"})
    void refusesWhatIsNoDriver(String text) {
        assertThatThrownBy(() -> DriverVersion.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsCudaVersionsAndNumbers() {
        assertThat(CudaVersion.parse("12.4"))
                .isEqualTo(new CudaVersion(12, 4, 0))
                .hasToString("12.4");
        assertThat(CudaVersion.parse("12.4.1")).isGreaterThan(CudaVersion.parse("12.4"));
        assertThat(CudaVersion.ofNumber(12040)).isEqualTo(CudaVersion.parse("12.4"));
        assertThat(CudaVersion.ofNumber(13000)).isEqualTo(CudaVersion.parse("13.0"));
        assertThatThrownBy(() -> CudaVersion.parse("12")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"8.6, 8.0, true", "8.0, 8.6, false", "9.0, 8.9, false", "12.0, 12.0, true", "12.0, 10.0, false"})
    void runsMachineCodeOfItsOwnArchitectureAlone(String card, String built, boolean runs) {
        assertThat(ComputeCapability.parse(card).runsMachineCodeOf(ComputeCapability.parse(built)))
                .isEqualTo(runs);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 4864, 40960, 1g.5gb",
        "2, 2, 9856, 40960, 2g.10gb",
        "3, 3, 19968, 40960, 3g.20gb",
        "7, 7, 40192, 40960, 7g.40gb",
        "1, 1, 9856, 81559, 1g.10gb",
        "2, 1, 19968, 81559, 1c.2g.20gb",
        "1, 1, 16384, 143771, 1g.18gb"
    })
    void namesAMigProfileAsNvidiaSmiDoes(int gpuSlices, int computeSlices, long mebibytes, long gpu, String profile) {
        assertThat(MigInstance.profileOf(gpuSlices, computeSlices, mebibytes, Bytes.ofMebi(gpu)))
                .isEqualTo(profile);
    }

    @ParameterizedTest
    @CsvSource({
        "NVIDIA A100-SXM4-40GB MIG 1g.5gb, 1g.5gb",
        "NVIDIA A100-SXM4-40GB MIG 1g.5gb+me, 1g.5gb+me",
        "NVIDIA RTX PRO 6000 Blackwell Server Edition MIG 1g.24gb-me, 1g.24gb-me",
        "NVIDIA H100 80GB HBM3 MIG 1c.2g.20gb, 1c.2g.20gb",
        "NVIDIA H100 80GB HBM3,",
        "NVIDIA H100 MIG mode,",
    })
    void findsAMigProfileInTheNameOfAnInstance(String name, String profile) {
        assertThat(MigInstance.profileIn(name)).isEqualTo(Optional.ofNullable(profile));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6",
                "MIG-8932f937-d72c-4106-c12f-20bd9faed9f6",
                "MIG-GPU-8932f937-d72c-4106-c12f-20bd9faed9f6/1/0"
            })
    void readsUuidsOfOldDriversToo(String text) {
        assertThat(new GpuUuid(text)).hasToString(text);
    }

    @Test
    void takesNoOtherTextForAUuid() {
        assertThat(GpuUuid.isValid("all")).isFalse();
        assertThat(GpuUuid.isValid("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6,GPU-1"))
                .isFalse();
    }

    @Test
    void blamesTheGpuForAllErrorsButThoseOfPrograms() {
        assertThat(Xids.isFatal(79)).isTrue();
        assertThat(Xids.isFatal(13)).isFalse();
        assertThat(Xids.meaning(79)).isEqualTo("it has fallen off the bus (Xid 79)");
        assertThat(Xids.meaning(1000)).isEqualTo("its driver reports Xid 1000");
    }
}
