package dev.slipway.home;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes an image's users and groups (passwd(5), group(5)) as they are with another uid for the user that its server runs as, so
 * that {@code whoami}, {@code ~}, ssh and git know whom they serve.
 */
final class AccountFiles {
    private static final String NAME = "user";
    private static final String GROUP = "users";
    private static final String SHELL = "/bin/sh";

    private AccountFiles() {}

    /**
     * The image's {@code /etc/passwd}, the user first.
     *
     * @param image what it says; empty where it has none
     * @param user as whom the image is run, {@code uid:gid}
     * @param uid as whom it is run instead
     * @param home where the user's home is
     */
    static String users(String image, String user, int uid, String home) {
        String[] ids = user.split(":", -1);
        List<String[]> others = image.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 7)
                .toList();
        String[] known = others.stream()
                .filter(fields -> fields[2].equals(ids[0]))
                .findFirst()
                .orElse(new String[] {NAME, "x", ids[0], ids[1], "", home, SHELL});
        String[] own = {known[0], "x", Integer.toString(uid), ids[1], known[4], home, known[6]};
        return Stream.concat(
                        Stream.<String[]>of(own),
                        others.stream().filter(fields -> !fields[0].equals(own[0]) && !fields[2].equals(own[2])))
                .map(fields -> String.join(":", fields) + "\n")
                .collect(Collectors.joining());
    }

    /** The image's {@code /etc/group}, in which the user's group has a name. */
    static String groups(String image, String user) {
        String gid = user.split(":", -1)[1];
        List<String[]> known = image.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 4)
                .toList();
        Stream<String[]> own = known.stream().anyMatch(fields -> fields[2].equals(gid))
                ? Stream.empty()
                : Stream.<String[]>of(new String[] {
                    known.stream().anyMatch(fields -> fields[0].equals(GROUP)) ? GROUP + gid : GROUP, "x", gid, ""
                });
        return Stream.concat(known.stream(), own)
                .map(fields -> String.join(":", fields) + "\n")
                .collect(Collectors.joining());
    }
}
