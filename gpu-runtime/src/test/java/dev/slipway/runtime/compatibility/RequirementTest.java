package dev.slipway.runtime.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementTest {
    private static final RequirementFacts T4 = facts("12.2", "535.104.05", "7.5", Brand.TESLA);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cuda>=12.2 | true",
                "cuda>=12.4 | false",
                "cuda>12.2 | false",
                "cuda<12.3 | true",
                "cuda<=12.2 | true",
                "cuda=12.2 | true",
                "cuda=12 | false",
                "cuda!=12.2 | false",
                "arch>=7.0 | true",
                "arch>=8.0 | false",
                "brand=tesla | true",
                "brand!=tesla | false",
                "BRAND=Tesla | true",
                "CUDA>=12.3 | false",
                "Cuda>=12.2,Driver>=535 | true",
                "brand=geforce | false",
                "driver>=535 | true",
                "driver<536 | true",
                "driver>=535.104.05 | true",
                "driver>535.104.05 | false",
                "cuda>=12.4 brand=tesla,driver>=535,driver<536 | true",
                "cuda>=12.4 brand=tesla,driver>=525,driver<526 | false",
                "cuda>=12.4 brand=tesla,driver>=525,driver<526 brand=tesla,driver>=535,driver<536 | true",
                "cuda>=12.4,arch>=8.0 brand=tesla | true",
                "'' | true",
                "'  ' | true",
                "os=linux | true",
                "os=linux cuda>=13 | false",
                "os=linux,cuda>=13 cuda>=14 | false",
                "cuda>=v12.2 | true",
                "cuda>=12.2,, | true"
            })
    void holdsAsTheContainerToolkitSays(String demand, boolean met) {
        assertThat(Requirement.parse(demand).isMetBy(T4)).isEqualTo(met);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda>=", "cuda>=twelve", "cuda==12.2", "cuda=>12.2", "driver>=1.2.3.4.5"})
    void refusesWhatTheContainerToolkitRefuses(String demand) {
        assertThatThrownBy(() -> Requirement.parse(demand)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesItselfAsItWasWritten() {
        String demand = "cuda>=12.4 brand=tesla,driver>=535,driver<536";
        assertThat(Requirement.parse(demand)).hasToString(demand);
    }

    private static RequirementFacts facts(String cuda, String driver, String arch, Brand brand) {
        return new RequirementFacts(
                CudaVersion.parse(cuda), DriverVersion.parse(driver), ComputeCapability.parse(arch), brand);
    }
}
