package dev.slipway.runtime.cdi;

import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dynamic linker's cache, as {@code ldconfig -p} prints it. */
final class Ldconfig implements DriverFiles.LinkerCache {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Pattern LINE = Pattern.compile("\\s*(\\S+) \\((libc6,x86-64|libc6,AArch64).*\\) => (\\S+)");

    @Override
    public Optional<String> find(String soname) {
        try {
            return find(
                    soname,
                    Program.run(DEADLINE, "", List.of("/sbin/ldconfig", "-p")).output());
        } catch (IOException e) {
            return Optional.empty(); // no glibc here, or a cache that cannot be read
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static Optional<String> find(String soname, String printed) {
        return printed.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> line.group(1).equals(soname))
                .map(line -> line.group(3))
                .findFirst();
    }
}
