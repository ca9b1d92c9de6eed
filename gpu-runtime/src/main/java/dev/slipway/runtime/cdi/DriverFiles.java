package dev.slipway.runtime.cdi;

import dev.slipway.runtime.gpu.DriverVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user part of NVIDIA's driver on a host: which files belong to it, found as the vendor's own generator finds them,
 * <a href="https://github.com/NVIDIA/nvidia-container-toolkit">nvidia-ctk cdi generate</a>. Where {@code libcuda.so.1} is
 * in the dynamic linker's cache, there are the driver's other libraries, each with the driver's version in its name.
 */
final class DriverFiles {
    private static final List<String> BINARIES = List.of(
            "nvidia-smi",
            "nvidia-debugdump",
            "nvidia-persistenced",
            "nvidia-cuda-mps-control",
            "nvidia-cuda-mps-server");
    private static final List<String> BINARY_PATHS =
            List.of("/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin");
    private static final List<String> SOCKETS =
            List.of("/run/nvidia-persistenced/socket", "/run/nvidia-fabricmanager/socket");

    /** Where Debian's and Ubuntu's linkers look, cache or no cache. */
    private static final String LIBRARIES_INSIDE = "/usr/lib/x86_64-linux-gnu/";

    private final HostTree host;
    private final LinkerCache linker;
    private final DriverVersion driver;

    DriverFiles(HostTree host, LinkerCache linker, DriverVersion driver) {
        this.host = host;
        this.linker = linker;
        this.driver = driver;
    }

    List<ContainerEdits.Mount> mounts() {
        List<ContainerEdits.Mount> mounts = new ArrayList<>();
        linker.find("libcuda.so.1").ifPresent(libcuda -> addLibraries(libcuda, mounts));
        for (String binary : BINARIES) {
            BINARY_PATHS.stream()
                    .map(path -> path + "/" + binary)
                    .filter(host::has)
                    .findFirst()
                    .ifPresent(path -> mounts.add(new ContainerEdits.Mount(host.real(path), "/usr/bin/" + binary)));
        }
        String firmware = "/lib/firmware/nvidia/" + driver;
        host.list(firmware)
                .forEach(file ->
                        mounts.add(new ContainerEdits.Mount(host.real(firmware + "/" + file), firmware + "/" + file)));
        SOCKETS.stream().filter(host::has).forEach(socket -> mounts.add(new ContainerEdits.Mount(socket, socket)));
        return mounts;
    }

    /**
     * A container's own linker cache knows nothing of them, and no hook runs to renew it: each library is mounted under the
     * names by which programs ask for it.
     */
    private void addLibraries(String libcuda, List<ContainerEdits.Mount> mounts) {
        String directory = libcuda.substring(0, libcuda.lastIndexOf('/'));
        String real = host.real(libcuda);
        String realDirectory = real.substring(0, real.lastIndexOf('/'));
        String suffix = ".so." + driver;
        List<String> names = host.list(directory);
        for (String file : host.list(realDirectory)) {
            if (!file.endsWith(suffix)) {
                continue;
            }
            String path = realDirectory + "/" + file;
            mounts.add(new ContainerEdits.Mount(path, LIBRARIES_INSIDE + file));
            String stem = file.substring(0, file.length() - suffix.length()) + ".so";
            names.stream()
                    .filter(name -> name.equals(stem) || name.equals(stem + ".1"))
                    .filter(name -> !name.equals(file))
                    .forEach(name -> mounts.add(new ContainerEdits.Mount(path, LIBRARIES_INSIDE + name)));
        }
    }

    /** A library's path on the host. */
    interface LinkerCache {
        Optional<String> find(String soname);
    }
}
