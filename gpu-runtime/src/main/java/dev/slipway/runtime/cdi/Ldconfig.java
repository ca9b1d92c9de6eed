package dev.slipway.runtime.cdi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dynamic linker's cache, as {@code ldconfig -p} prints it. */
final class Ldconfig implements DriverFiles.LinkerCache {
    private static final Pattern LINE = Pattern.compile("\\s*(\\S+) \\((libc6,x86-64|libc6,AArch64).*\\) => (\\S+)");

    @Override
    public Optional<String> find(String soname) {
        try {
            Process ldconfig = new ProcessBuilder("/sbin/ldconfig", "-p")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String printed = new String(ldconfig.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!ldconfig.waitFor(5, TimeUnit.SECONDS)) {
                ldconfig.destroyForcibly();
            }
            return find(soname, printed);
        } catch (IOException e) {
            return Optional.empty(); // no glibc here
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
