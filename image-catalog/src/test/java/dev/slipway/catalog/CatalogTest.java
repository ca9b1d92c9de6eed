package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.slipway.catalog.registry.Registries;
import dev.slipway.catalog.registry.Registry;
import dev.slipway.catalog.registry.RegistryReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    @TempDir
    private Path folder;

    @Test
    void everyCuratedVersionNamesItsSourceAndIsBuiltHereOrPulledFromARegistryThatMayBeAsked() {
        Registries registries = Registries.curated();
        assertThat(Catalog.curated().images())
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image.versions()).allSatisfy(version -> {
                    assertThat(version.source()).startsWith("https://");
                    if (version.recipe().isPresent()) {
                        Path recipe = Path.of("recipes", version.recipe().get());
                        assertThat(Files.isExecutable(recipe.resolve("build"))
                                        || Files.isReadable(recipe.resolve("Dockerfile")))
                                .as("%s has a program or a Dockerfile", recipe)
                                .isTrue();
                        assertThat(version.reference()).isEqualTo("slipway/" + image.name() + ":" + version.version());
                    } else {
                        String host =
                                RegistryReference.parse(version.reference()).host();
                        assertThat(registries.all()).extracting(Registry::host).contains(host);
                    }
                }));
    }

    @Test
    void everyRecipeIsOfACuratedVersion() throws IOException {
        List<String> curated = Catalog.curated().images().stream()
                .flatMap(image -> image.versions().stream())
                .flatMap(version -> version.recipe().stream())
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("recipes"), 3)) {
            assertThat(files.filter(file -> file.endsWith("build") || file.endsWith("Dockerfile"))
                            .map(file -> Path.of("recipes")
                                    .relativize(file.getParent())
                                    .toString())
                            .filter(recipe -> !recipe.startsWith("base/")))
                    .containsExactlyInAnyOrderElementsOf(curated);
        }
    }

    @Test
    void hasTheFormOfItsSchema() throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Catalog.class.getResourceAsStream("catalog.schema.json"));
        assertThat(schema.validate(new YAMLMapper().readTree(Catalog.class.getResourceAsStream("catalog.yaml"))))
                .isEmpty();
        assertThat(schema.validate(new YAMLMapper().readTree("images: [{name: X Y}]")))
                .isNotEmpty();
    }

    @Test
    void findsAVersionByItsNames() {
        var jupyter = Catalog.curated().image(new ImageName("jupyter")).orElseThrow();
        assertThat(jupyter.version(new VersionName("debian-13"))).hasValueSatisfying(version -> {
            assertThat(version.python()).isEqualTo("3.13");
            assertThat(version.run())
                    .hasValueSatisfying(run -> assertThat(run.port()).isEqualTo(8888));
        });
        assertThat(jupyter.version(new VersionName("0"))).isEmpty();
        assertThat(Catalog.curated().image(new ImageName("nothing"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "images: [{name: x}] | is missing",
                "images: [{name: X Y, title: t, description: d, framework: f, versions: []}] | not an image's name",
                "images: [{name: x, colour: red}] | images.[0].colour",
                "images: [{name: x, title: t, description: d, framework: f, versions: []}] | has no version",
                "images: [{name: x, title: t, description: d, framework: f, contract: none, versions: [{version: '1', reference: 'a:1', source: s}]}] | no contract none",
                "images: 5 | images",
                "nothing | ",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 80, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s}]}] | from 1024",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000, readyPath: /, home: /h, user: root}, versions: [{version: '1', reference: 'a:1', source: s}]}] | other than root",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s, cuda: {toolkit: twelve}}]}] | cuda.toolkit is written as",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s, cuda: {toolkit: '12.4', ptx: [sm_90]}}]}] | a compute capability is written as",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000.5, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s}]}] | run.port",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: '8000', readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s}]}] | run.port",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 4294975296, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s}]}] | run.port",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s, recipeMebibytes: 1.5}]}] | recipeMebibytes",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000, readyPath: /, home: /h, user: '1:1', activity: 0}, versions: [{version: '1', reference: 'a:1', source: s}]}] | run.activity",
                "images: [{name: x, title: t, description: d, framework: f, run: {command: [a], port: 8000, readyPath: /, home: /h, user: '1:1'}, versions: [{version: '1', reference: 'a:1', source: s, cuda: {toolkit: '12.4', compatPackage: 1}}]}] | compatPackage"
            })
    void saysWhereAFileIsWrong(String yaml, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("catalog.yaml"), yaml);
        var fault = assertThatThrownBy(() -> Catalog.curated().with(file))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(file.toString());
        if (message != null) {
            fault.hasMessageContaining(message);
        }
    }

    @Test
    void refusesAnImageThatIsThereAlready() throws IOException {
        Path file = Files.writeString(folder.resolve("catalog.yaml"), """
                images:
                  - {name: jupyter, title: t, description: d, framework: f,
                     run: {command: [a], port: 8000, readyPath: /, home: /h, user: "1:1"},
                     versions: [{version: "1", reference: "a:1", source: s}]}
                """);
        assertThatThrownBy(() -> Catalog.curated().with(file)).hasMessageContaining("jupyter stands twice");
    }
}
