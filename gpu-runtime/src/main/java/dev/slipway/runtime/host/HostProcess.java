package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who a process of this host is, as far as it can be seen: its program's name and whose it is. Its arguments are left out; there may
 * be secrets among them.
 *
 * @param pid its id on this host
 * @param program the name of its program, at most 15 characters; empty: it cannot be seen from here
 * @param user the name of the user whose it is, or the number; empty: it cannot be seen, or it is of a container, whose numbers
 *     are not the host's users
 * @param container the engine's id of the container that it is of, the first twelve characters
 */
public record HostProcess(long pid, Optional<String> program, Optional<String> user, Optional<String> container) {
    private static final int SHORT_ID = 12;

    /** Looks at a process, which may have ended. */
    public static HostProcess of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Optional<String> container = ControlGroup.containerOf(pid).map(id -> id.substring(0, SHORT_ID));
        try {
            String program = Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1);
            Optional<String> user = container.isPresent()
                    ? Optional.empty()
                    : uidIn(Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1))
                            .map(HostProcess::nameOf);
            return new HostProcess(pid, Optional.of(printable(program.strip())), user, container);
        } catch (IOException e) {
            return new HostProcess(pid, Optional.empty(), Optional.empty(), container);
        }
    }

    /** In words, such as {@code python3 of carol}. */
    public String words() {
        if (program.isEmpty()) {
            return "a process that cannot be seen from here";
        }
        return program.get()
                + user.map(name -> " of " + name).orElse("")
                + container.map(id -> " in container " + id).orElse("");
    }

    /** A program names itself. */
    static String printable(String name) {
        return name.replaceAll("[^\\x20-\\x7e]", "?");
    }

    static Optional<String> uidIn(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("Uid:\t"))
                .map(line -> line.substring("Uid:\t".length()).replaceFirst("\\s.*", ""))
                .findFirst();
    }

    private static String nameOf(String uid) {
        try {
            return nameIn(Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1), uid)
                    .orElse("uid " + uid);
        } catch (IOException e) {
            return "uid " + uid;
        }
    }

    /** Lines of {@code /etc/passwd}: the name, a password that is elsewhere, the number. */
    static Optional<String> nameIn(List<String> users, String uid) {
        return users.stream()
                .filter(line -> line.matches("[^:]+:[^:]*:" + uid + ":.*"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .findFirst();
    }
}
