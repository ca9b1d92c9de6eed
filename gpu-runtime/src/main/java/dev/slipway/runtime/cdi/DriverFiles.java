package dev.slipway.runtime.cdi;

import dev.slipway.runtime.gpu.DriverVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Its libraries alone, each under its own name and under those by which programs ask for it. */
    List<ContainerEdits.Mount> libraries() {
        List<ContainerEdits.Mount> mounts = new ArrayList<>();
        linker.find("libcuda.so.1").ifPresent(path -> addLibraries(path, mounts));
        return mounts;
    }

    List<ContainerEdits.Mount> mounts() {
        List<ContainerEdits.Mount> mounts = new ArrayList<>();
        Optional<String> libcuda = linker.find("libcuda.so.1");
        libcuda.ifPresent(path -> addLibraries(path, mounts));
        for (String binary : BINARIES) {
            Stream.concat(libcuda.map(this::binariesBeside).stream(), BINARY_PATHS.stream())
                    .map(path -> path + "/" + binary)
                    .filter(host::has)
                    .filter(path -> !host.isScript(path))
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
     * A driver in a folder of its own, as GPU operators and some clouds install it, has {@code lib64} and {@code bin} there;
     * what stands in {@code /usr/bin} then can be a script that calls them, of no use where the folder is not.
     */
    private String binariesBeside(String libcuda) {
        String directory = directoryOf(host.real(libcuda));
        return directoryOf(directory) + "/bin";
    }

    private static String directoryOf(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /**
     * A description is for engines that renew no linker cache in a container and run no hook for Slipway: it says a mount for
     * each name by which programs ask for a library. Slipway itself makes links of them, {@link DriverLibraries}.
     */
    private void addLibraries(String libcuda, List<ContainerEdits.Mount> mounts) {
        String realDirectory = directoryOf(host.real(libcuda));
        String suffix = ".so." + driver;
        List<String> names = host.list(directoryOf(libcuda));
        for (String file : host.list(realDirectory)) {
            if (!file.endsWith(suffix)) {
                continue;
            }
            String path = realDirectory + "/" + file;
            mounts.add(new ContainerEdits.Mount(path, LIBRARIES_INSIDE + file));
            String stem = file.substring(0, file.length() - suffix.length()) + ".so";
            names.stream()
                    .filter(name -> name.equals(stem)
                            || (name.startsWith(stem + ".") && isNumber(name.substring(stem.length() + 1))))
                    .forEach(name -> mounts.add(new ContainerEdits.Mount(path, LIBRARIES_INSIDE + name)));
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A library's path on the host. */
    interface LinkerCache {
        Optional<String> find(String soname);
    }
}
