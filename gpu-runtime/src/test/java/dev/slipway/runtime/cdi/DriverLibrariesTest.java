package dev.slipway.runtime.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.cdi.ContainerEdits.Mount;
import dev.slipway.runtime.container.HostFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverLibrariesTest {
    private static final String HOST = "/opt/driver/";
    private static final String INSIDE = "/usr/lib/x86_64-linux-gnu/";
    private static final Mount FILE = new Mount(HOST + "libcuda.so.580.65.06", INSIDE + "libcuda.so.580.65.06");

    @Test
    void mountsALibraryOnceAndLinksItsOtherNames() {
        DriverLibraries libraries = DriverLibraries.of(List.of(
                new Mount(HOST + "libcuda.so.580.65.06", INSIDE + "libcuda.so"),
                new Mount(HOST + "libcuda.so.580.65.06", INSIDE + "libcuda.so.1"),
                FILE));
        assertThat(libraries.mounts()).containsExactly(FILE);
        assertThat(libraries.links().links())
                .containsOnlyKeys("libcuda.so", "libcuda.so.1", "libcuda.so.580.65.06")
                .allSatisfy((name, path) -> assertThat(path).isEqualTo(FILE.containerPath()));
    }

    /** An administrator's description may show a library by another name than its file's. */
    @Test
    void mountsALibraryThatHasNotItsOwnNameUnderTheFirst() {
        DriverLibraries libraries = DriverLibraries.of(List.of(
                new Mount("/store/8f2a", INSIDE + "libcuda.so.1"), new Mount("/store/8f2a", INSIDE + "libcuda.so")));
        assertThat(libraries.mounts()).containsExactly(new Mount("/store/8f2a", INSIDE + "libcuda.so.1"));
        assertThat(libraries.links().links()).containsOnlyKeys("libcuda.so.1", "libcuda.so");
    }

    /** Programs know these by their paths, or the linker of another kind of program looks for them. */
    @Test
    void leavesWhatIsNotLookedForByName() {
        List<Mount> others = List.of(
                new Mount("/usr/bin/nvidia-smi", "/usr/bin/nvidia-smi"),
                new Mount("/usr/bin/nvidia-smi", "/bin/nvidia-smi"),
                new Mount("/lib/firmware/nvidia/580.65.06/gsp.bin", "/lib/firmware/nvidia/580.65.06/gsp.bin"),
                new Mount("/x/libvdpau_nvidia.so.580", "/usr/lib/x86_64-linux-gnu/vdpau/libvdpau_nvidia.so.1"),
                new Mount("/x/libvdpau_nvidia.so.580", "/usr/lib/x86_64-linux-gnu/vdpau/libvdpau_nvidia.so.580"),
                new Mount("/x/32/libcuda.so.580.65.06", "/usr/lib/i386-linux-gnu/libcuda.so.1"));
        DriverLibraries libraries = DriverLibraries.of(others);
        assertThat(libraries.mounts()).containsExactlyElementsOf(others);
        assertThat(libraries.links().links()).isEmpty();
    }

    @Test
    void namesTheFirstOfTwoLibrariesOfOneName() {
        DriverLibraries libraries = DriverLibraries.of(
                List.of(FILE, new Mount("/other/libcuda.so.580.65.06", "/usr/lib64/libcuda.so.580.65.06")));
        assertThat(libraries.mounts()).hasSize(2);
        assertThat(libraries.links().links()).containsEntry("libcuda.so.580.65.06", FILE.containerPath());
    }

    @Test
    void reachesAnEngineThatKnowsNoHooks() {
        HostFile links = new HostFile("/links", "/usr/local/nvidia/lib64");
        ContainerEdits edits = new ContainerEdits(
                List.of(), List.of(), List.of(FILE, new Mount(FILE.hostPath(), INSIDE + "libcuda.so.1")), false);
        assertThat(edits.toDeviceAccess(names -> List.of(links)).files())
                .containsExactly(new HostFile(FILE.hostPath(), FILE.containerPath()), links);
    }
}
