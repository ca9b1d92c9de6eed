package dev.slipway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cli/settings} lists every setting with its default, as the code has them. */
class SettingsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern VARIABLE = Pattern.compile("SLIPWAY_[A-Z_]*[A-Z]");

    /** In the settings file of the platform: a variable, with its default. */
    private static final Pattern IN_PROPERTIES = Pattern.compile("\\$\\{(SLIPWAY_[A-Z_]+):([^}]*)}");

    /** A setting that is read by its name. */
    private static final Pattern BY_NAME =
            Pattern.compile("(?:ConfigProperty\\(name = |getOptionalValue\\()\"(slipway\\.[a-z.-]+)\"");

    private static final Map<String, Optional<String>> MAPPED = mapped();

    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("cli/settings"))) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" +", 2);
                assertThat(listed.put(parts[0], parts[1])).as(parts[0]).isNull();
            }
        }
        return listed;
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** The defaults that stand in mappings, by variable; empty: none. */
    private static Map<String, Optional<String>> mapped() {
        Map<String, Optional<String>> mapped = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.slipway")) {
            if (type.isAnnotatedWith(ConfigMapping.class)) {
                String prefix = type.getAnnotationOfType(ConfigMapping.class).prefix();
                for (Method method : type.reflect().getDeclaredMethods()) {
                    if (!method.isAnnotationPresent(WithParentName.class)) {
                        mapped.put(
                                variable(prefix + "." + nameOf(method)),
                                Optional.ofNullable(method.getAnnotation(WithDefault.class))
                                        .map(WithDefault::value));
                    }
                }
            }
        }
        return mapped;
    }

    private static String nameOf(Method method) {
        WithName given = method.getAnnotation(WithName.class);
        return given != null ? given.value() : method.getName().replaceAll("([A-Z])", "-$1");
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> filesUnder(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void everyDefaultIsAsListed() throws IOException {
        Map<String, String> listed = listed();
        assertThat(MAPPED).hasSizeGreaterThan(40);
        MAPPED.forEach((variable, byDefault) ->
                assertThat(listed.get(variable)).as(variable).isEqualTo(byDefault.orElse("-")));
        Path properties = ROOT.resolve("platform-api/src/main/resources/application.properties");
        List<MatchResult> given =
                IN_PROPERTIES.matcher(Files.readString(properties)).results().toList();
        assertThat(given).isNotEmpty();
        given.forEach(
                one -> assertThat(listed.get(one.group(1))).as(one.group(1)).isEqualTo(one.group(2)));
    }

    @Test
    void whatIsListedIsASettingAndWhatIsASettingIsListed() throws IOException {
        Set<String> settings = new TreeSet<>(MAPPED.keySet());
        for (Path source : filesUnder("platform-api/src/main/java")) {
            BY_NAME.matcher(textOf(source))
                    .results()
                    .map(found -> variable(found.group(1)))
                    .forEach(settings::add);
        }
        settings.addAll(IN_PROPERTIES
                .matcher(textOf(ROOT.resolve("platform-api/src/main/resources/application.properties")))
                .results()
                .map(found -> found.group(1))
                .toList());
        List<Path> command = Stream.concat(
                        Stream.of(ROOT.resolve("slipway")),
                        filesUnder("cli").stream()
                                .filter(file -> file.toString().endsWith(".sh")))
                .toList();
        for (Path script : command) {
            VARIABLE.matcher(textOf(script)).results().map(MatchResult::group).forEach(settings::add);
        }
        assertThat(listed().entrySet().stream()
                        .filter(setting -> !setting.getValue().startsWith("retired: "))
                        .map(Map.Entry::getKey))
                .containsExactlyElementsOf(settings);
    }

    @Test
    void whatTheReadmeOffersIsListed() throws IOException {
        List<String> offered = VARIABLE.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(offered).hasSizeGreaterThan(40);
        assertThat(listed().keySet()).containsAll(offered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "", "1.5", "99999999999"})
    void numbersBelowTheirLeastAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new AtLeastOne().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "many"})
    void negativeNumbersAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NotNegative().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1S", "soon"})
    void noTimeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SomeTime().convert(text));
    }

    @Test
    void readsWhatIsWithinItsBounds() {
        assertThat(new AtLeastOne().convert(" 1")).isEqualTo(1);
        assertThat(new NotNegative().convert("0")).isZero();
        assertThat(new SomeTime().convert("PT10M")).isEqualTo(Duration.ofMinutes(10));
        assertThat(new SomeTime().convert("")).as("a setting that is absent").isNull();
        assertThat(new SomeTime().convert("10m")).isEqualTo(Duration.ofMinutes(10));
    }
}
