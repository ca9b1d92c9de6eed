package dev.slipway.catalog.dockerfile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What Slipway has to say of a Dockerfile that can be read. */
final class Rules {
    /** Flags that only BuildKit knows, by instruction. */
    private static final Set<String> RUN_FLAGS = Set.of("mount", "network", "security", "device");

    private static final Set<String> FILE_FLAGS =
            Set.of("link", "parents", "exclude", "checksum", "keep-git-dir", "unpack");
    private static final Set<String> FILE_FLAGS_HERE = Set.of("chown", "chmod", "from");
    private static final Pattern HEREDOC = Pattern.compile("^\\s*\\d*<<-?[\"']?[A-Za-z_]\\w*");
    /** A flag's value that every reader of Dockerfiles ends in the same place; some know white space that others do not. */
    private static final Pattern FLAG_VALUE = Pattern.compile("[!-~&&[^\"'\\\\`=]]*");

    /** A stage or an image, by its name. */
    private static final Pattern IMAGE = Pattern.compile("(?!.*//)[\\w.:/@-]*");

    private static final Pattern SECRET = Pattern.compile("(?i).*(password|passwd|secret|token|api_?key|credential).*");
    private static final Pattern ROOT = Pattern.compile("(root|0)(:.*)?");

    private final Dockerfile dockerfile;
    private final Map<String, String> arguments;
    private final List<Finding> findings = new ArrayList<>();
    /** {@code FROM} knows stages by name alone; {@code COPY --from} also by number. */
    private final Set<String> stages = new HashSet<>();

    private final Set<String> numbers = new HashSet<>();
    private final Set<String> declared = new TreeSet<>();
    private int stage;
    private Optional<Instruction.User> user = Optional.empty();

    Rules(Dockerfile dockerfile, Map<String, String> arguments) {
        this.dockerfile = dockerfile;
        this.arguments = arguments;
    }

    List<Finding> findings() {
        dockerfile.instructions().forEach(this::check);
        if (stage == 0 && dockerfile.unreadable().isEmpty()) {
            findings.add(Finding.error(1, "no-base", "A Dockerfile begins with FROM and an image"));
        }
        user.filter(last -> ROOT.matcher(last.user()).matches())
                .ifPresent(last -> warn(
                        last,
                        "root-user",
                        "The image's user is root at the end; workspaces run as the contract's user, and what only root"
                                + " can read is lost to them. End with USER and another"));
        arguments.keySet().stream()
                .filter(name -> !declared.contains(name))
                .forEach(name -> findings.add(Finding.warning(
                        1, "unused-argument", "The argument " + name + " is given, and no ARG takes it")));
        return findings;
    }

    private void check(Instruction instruction) {
        if (stage == 0 && !(instruction instanceof Instruction.From) && !(instruction instanceof Instruction.Arg)) {
            error(instruction, "no-base", "Before FROM stands nothing but ARG");
        }
        switch (instruction) {
            case Instruction.From from -> check(from);
            case Instruction.Maintainer maintainer ->
                warn(
                        maintainer,
                        "deprecated-maintainer",
                        "MAINTAINER is deprecated; write LABEL org.opencontainers.image.authors=\"" + maintainer.name()
                                + "\"");
            case Instruction.Run run -> {
                refuse(run, "RUN", run.flags(), RUN_FLAGS, Set.of());
                check(run, run.command());
            }
            case Instruction.Cmd cmd -> check(cmd, cmd.command());
            case Instruction.Entrypoint entrypoint -> check(entrypoint, entrypoint.command());
            case Instruction.Healthcheck healthcheck ->
                healthcheck.command().ifPresent(command -> check(healthcheck, command));
            case Instruction.Env env -> env.variables().forEach((name, value) -> secret(env, name, value));
            case Instruction.Arg arg ->
                arg.arguments().forEach((name, value) -> {
                    declared.add(name);
                    secret(arg, name, arguments.getOrDefault(name, value.orElse("")));
                });
            case Instruction.Add add -> check(add);
            case Instruction.Copy copy -> check(copy);
            case Instruction.User last -> user = Optional.of(last);
            case Instruction.OnBuild trigger -> {
                check(trigger.instruction());
                if (trigger.instruction() instanceof Instruction.Copy copy
                        && copy.from().isPresent()) {
                    error(
                            trigger,
                            "on-build-from",
                            "ONBUILD COPY --from copies out of an image of whoever builds on this one; COPY it here");
                }
            }
            case Instruction.Label label -> {}
            case Instruction.Expose expose -> {}
            case Instruction.Volume volume ->
                warn(
                        volume,
                        "volume",
                        "What stands under " + String.join(", ", volume.paths())
                                + " is a volume of each container's own, lost with it; workspaces keep files in home");
            case Instruction.Workdir workdir -> {}
            case Instruction.StopSignal signal -> {}
            case Instruction.Shell shell -> {}
        }
    }

    private void check(Instruction.From from) {
        user = Optional.empty();
        Optional<String> image = Variables.expand(from.image(), dockerfile.globals(arguments));
        if (image.isEmpty()) {
            error(from, "unknown-variable", "FROM " + from.image() + " has a variable that no ARG before it sets");
        }
        image.ifPresent(name -> {
            boolean own = name.equals("scratch") || stages.contains(name.toLowerCase(Locale.ROOT));
            if (!own && !isPinned(name)) {
                error(
                        from,
                        "unpinned-base",
                        "FROM " + name + " is another image tomorrow; name a version's tag or a digest");
            }
        });
        numbers.add(Integer.toString(stage++));
        from.stage().ifPresent(stages::add);
    }

    /** A tag other than latest, or a digest. */
    private static boolean isPinned(String image) {
        int colon = image.lastIndexOf(':');
        return image.indexOf('@') > 0 || (colon > image.lastIndexOf('/') && !image.endsWith(":latest"));
    }

    private void check(Instruction.Add add) {
        refuse(add, "ADD", add.flags(), FILE_FLAGS, FILE_FLAGS_HERE);
        Sources.remote(add.sources(), add.target(), dockerfile.escape())
                .ifPresent(source -> error(
                        add,
                        "remote-add",
                        "ADD fetches " + source
                                + " unchecked; put it into the context, or RUN a fetch that compares a checksum"));
        Sources.open(add.sources(), add.target())
                .ifPresent(source -> error(
                        add,
                        "remote-add",
                        "ADD could fetch " + source
                                + ", since what its variable is may be anything; COPY it, which takes files alone"));
        add.sources().forEach(source -> heredoc(add, source));
        heredoc(add, add.target());
    }

    private void check(Instruction.Copy copy) {
        refuse(copy, "COPY", copy.flags(), FILE_FLAGS, FILE_FLAGS_HERE);
        Sources.remote(copy.sources(), copy.target(), dockerfile.escape())
                .ifPresent(source -> error(
                        copy,
                        "remote-copy",
                        "COPY fetches nothing, and " + source
                                + " is elsewhere; put it into the context, or RUN a fetch that compares a checksum"));
        copy.sources().forEach(source -> heredoc(copy, source));
        heredoc(copy, copy.target());
        copy.from()
                .filter(image -> !IMAGE.matcher(image).matches())
                .ifPresent(image -> error(
                        copy,
                        "syntax",
                        "COPY --from takes a stage or an image by its name, and " + image + " is none"));
        copy.from()
                .filter(image -> !numbers.contains(image) && !stages.contains(image.toLowerCase(Locale.ROOT)))
                .filter(image -> !isPinned(image))
                .ifPresent(image -> error(
                        copy,
                        image.matches("[a-z0-9-_.]+") ? "unknown-stage" : "unpinned-base",
                        "COPY --from=" + image
                                + " names neither a stage above it nor an image with its tag or digest"));
    }

    private void check(Instruction instruction, Instruction.Command command) {
        if (command instanceof Instruction.Command.Shell shell) {
            if (shell.line().startsWith("[")) {
                warn(
                        instruction,
                        "not-json",
                        "It begins as a JSON list and is none, so that a shell takes it as it stands;"
                                + " a list has double quotes");
            }
            if (instruction instanceof Instruction.Run) {
                heredoc(instruction, shell.line());
            }
        }
    }

    private void heredoc(Instruction instruction, String text) {
        if (HEREDOC.matcher(text).find()) {
            error(instruction, "needs-buildkit", "Here-documents need BuildKit; COPY a file, or join lines with && \\");
        }
    }

    private void refuse(
            Instruction instruction, String name, Map<String, String> flags, Set<String> later, Set<String> known) {
        for (String flag : flags.keySet()) {
            if (later.contains(flag)) {
                error(
                        instruction,
                        "needs-buildkit",
                        name + " --" + flag + " needs BuildKit, which does not build here");
            } else if (!known.contains(flag)) {
                error(instruction, "syntax", name + " has no flag --" + flag);
            } else if (!FLAG_VALUE.matcher(flags.getOrDefault(flag, "")).matches()) {
                error(instruction, "syntax", name + " --" + flag + " has a character in its value that no name has");
            }
        }
    }

    private void secret(Instruction instruction, String name, String value) {
        if (!value.isEmpty() && SECRET.matcher(name).matches()) {
            warn(
                    instruction,
                    "secret-in-image",
                    name + " looks like a secret, and everyone who can run the image can read it in its history");
        }
    }

    private void error(Instruction instruction, String code, String message) {
        findings.add(Finding.error(instruction.line(), code, message));
    }

    private void warn(Instruction instruction, String code, String message) {
        findings.add(Finding.warning(instruction.line(), code, message));
    }
}
