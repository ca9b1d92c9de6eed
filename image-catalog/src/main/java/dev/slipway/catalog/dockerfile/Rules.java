package dev.slipway.catalog.dockerfile;

import dev.slipway.catalog.registry.Platform;
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
    /** A stage or an image, by its name. */
    private static final Pattern IMAGE = Pattern.compile("(?!.*//)[\\w.:/@-]*");

    private static final Pattern SECRET = Pattern.compile("(?i).*(password|passwd|secret|token|api_?key|credential).*");

    /** Of Linux, by {@code signal(7)}; or a variable. */
    private static final Pattern SIGNAL = Pattern.compile(
            "[1-9]\\d{0,2}|.*\\$.*|(?i:(SIG)?(ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT"
                    + "|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ"
                    + "|RTMIN(\\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?))");

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
            case Instruction.Run run -> check(run, run.command());
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
            case Instruction.StopSignal signal -> check(signal);
            case Instruction.Shell shell -> {}
        }
    }

    private void check(Instruction.From from) {
        user = Optional.empty();
        from.platform().ifPresent(platform -> platform(from, platform));
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

    private void check(Instruction.StopSignal signal) {
        if (!SIGNAL.matcher(Words.unquoted(signal.signal(), dockerfile.escape()))
                .matches()) {
            error(signal, "syntax", "STOPSIGNAL takes a signal by its name or number, such as SIGINT or 2");
        }
    }

    private void platform(Instruction.From from, String written) {
        Optional<String> platform = Variables.expand(written, dockerfile.globals(arguments));
        if (platform.isEmpty()) {
            error(
                    from,
                    "unknown-variable",
                    "FROM --platform=" + written + " has a variable that no ARG before it sets");
        } else if (!PlatformArguments.means(platform.get(), Platform.here())) {
            error(
                    from,
                    "wrong-platform",
                    "FROM --platform=" + platform.get() + " is for other machines; here is " + Platform.here());
        }
    }

    /** A tag other than latest, or a digest. */
    private static boolean isPinned(String image) {
        int colon = image.lastIndexOf(':');
        return image.indexOf('@') > 0 || (colon > image.lastIndexOf('/') && !image.endsWith(":latest"));
    }

    private void check(Instruction.Add add) {
        target(add, "ADD", add.sources(), add.target());
        inContext(add, "ADD", add.sources());
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
    }

    private void check(Instruction.Copy copy) {
        target(copy, "COPY", copy.sources(), copy.target());
        if (copy.from().isEmpty()) {
            inContext(copy, "COPY", copy.sources());
        }
        Sources.remote(copy.sources(), copy.target(), dockerfile.escape())
                .ifPresent(source -> error(
                        copy,
                        "remote-copy",
                        "COPY fetches nothing, and " + source
                                + " is elsewhere; put it into the context, or RUN a fetch that compares a checksum"));
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
        if (command instanceof Instruction.Command.Shell shell && shell.line().startsWith("[")) {
            warn(
                    instruction,
                    "not-json",
                    "It begins as a JSON list and is none, so that a shell takes it as it stands;"
                            + " a list has double quotes");
        }
    }

    /** BuildKit takes {@code .} too, older builders do not. */
    private void target(Instruction instruction, String name, List<String> sources, String target) {
        if (sources.size() > 1 && !target.endsWith("/") && target.indexOf('$') < 0) {
            error(
                    instruction,
                    "syntax",
                    name + " takes several files into a directory, whose name ends with /: write " + target + "/");
        }
    }

    /** BuildKit takes it for a file of the context's own, older builders refuse it. */
    private void inContext(Instruction instruction, String name, List<String> sources) {
        for (String source : sources) {
            int depth = 0;
            for (String part : source.startsWith("/") ? new String[0] : source.split("/")) {
                depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
                if (depth < 0) {
                    error(
                            instruction,
                            "outside-context",
                            name + " takes files of the context, and " + source + " is outside it");
                    return;
                }
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
