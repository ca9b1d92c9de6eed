package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The catalogue's versions of NVIDIA's frameworks and of the Jupyter stacks say what is published of them, row by row, and
 * nothing that is not: {@code ngc.csv} and {@code jupyter_stacks.csv}, each row with its source. An empty cell there is a fact
 * that nobody read.
 */
class CatalogFactsTest {
    private static final Pattern DATED = Pattern.compile("quay\\.io/jupyter/[a-z-]+:(cuda\\d*-)(\\d{4}-\\d{2}-\\d{2})");
    private static final Map<String, ImageVersion> VERSIONS = Catalog.curated().images().stream()
            .flatMap(image -> image.versions().stream())
            .collect(Collectors.toMap(ImageVersion::reference, Function.identity()));

    /** A row, by its columns' names. */
    record Row(Map<String, String> cells) {
        private Optional<String> cell(String column) {
            return Optional.of(Objects.requireNonNull(cells.get(column), column))
                    .filter(text -> !text.isEmpty());
        }

        /** What a cell says without what it explains in brackets. */
        private Optional<String> plain(String column) {
            return cell(column).map(text -> text.replaceFirst(" \\(.*", ""));
        }

        @Override
        public String toString() {
            return cells.values().iterator().next();
        }
    }

    static Stream<Row> frameworks() throws IOException {
        return rows("ngc.csv").filter(row -> row.toString().matches("nvcr\\.io/nvidia/(pytorch|tensorflow):.*"));
    }

    @Test
    void thereAreRowsOfEveryKind() throws IOException {
        assertThat(frameworks()).hasSize(45);
        assertThat(stacks()).hasSize(22);
    }

    @ParameterizedTest
    @MethodSource("frameworks")
    void aFrameworkOfNvidiasHasWhatItsRowSays(Row row) {
        ImageVersion version = version(row.toString());
        assertThat(version.version()).hasToString(row.cell("release").orElseThrow());
        assertThat(Optional.ofNullable(version.frameworkVersion())).isEqualTo(row.plain("framework_version"));
        assertThat(Optional.ofNullable(version.python())).isEqualTo(row.plain("python"));
        // A toolkit's version has three numbers; the fourth is its build's.
        assertThat(version.cuda().map(CudaFacts::toolkit))
                .isEqualTo(row.plain("cuda").map(cuda -> cuda.replaceFirst("^(\\d+\\.\\d+\\.\\d+)\\..*", "$1")));
        assertThat(version.cuda().map(CudaFacts::cudnn)).isEqualTo(row.plain("cudnn"));
    }

    private static ImageVersion version(String reference) {
        assertThat(VERSIONS).containsKey(reference);
        return Objects.requireNonNull(VERSIONS.get(reference));
    }

    /** One tag of the Jupyter stacks, and what its row says. */
    record Stack(String reference, Row row) {
        @Override
        public String toString() {
            return reference;
        }
    }

    /** The newest of all is another one every week: no version of the catalogue's. */
    static Stream<Stack> stacks() throws IOException {
        return rows("jupyter_stacks.csv")
                .filter(row -> row.cell("example_public_tag").isPresent())
                .map(row -> new Stack(row.cell("example_public_tag").get(), row))
                .filter(stack -> !stack.reference().endsWith("-latest"));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void aJupyterStackHasWhatItsTagAndItsVariantsRowOfThatDaySay(Stack stack) throws IOException {
        ImageVersion version = version(stack.reference());
        Optional<Row> variant = variantOf(stack.reference());
        assertThat(Optional.ofNullable(version.frameworkVersion()))
                .isEqualTo(stack.row().cell("framework_version"));
        assertThat(Optional.ofNullable(version.python()))
                .isEqualTo(stack.row()
                        .cell("python")
                        .or(() -> variant.flatMap(row -> pythonOf(row, stack.reference()))));
        assertThat(version.cuda().map(CudaFacts::toolkit))
                .isEqualTo(variant.flatMap(row -> row.plain("cuda")).filter(cuda -> cuda.matches("[\\d.]+")));
        assertThat(version.cuda().map(CudaFacts::cudnn)).isEmpty();
    }

    /** The row of the variant that a dated tag is of, on its day. A day after the last that was looked at has none. */
    private static Optional<Row> variantOf(String reference) throws IOException {
        Matcher dated = DATED.matcher(reference);
        if (!dated.matches()) {
            return Optional.empty();
        }
        String image = reference.substring(0, reference.indexOf(':'));
        return rows("jupyter_stacks.csv")
                .filter(row -> row.toString().equals(image))
                .filter(row -> row.cell("variant_prefix").equals(Optional.of(dated.group(1))))
                .filter(row -> row.cell("from_date")
                        .filter(from -> isOn(dated.group(2), from, row))
                        .isPresent())
                .findFirst();
    }

    private static boolean isOn(String day, String from, Row row) {
        String to = row.cell("to_date").orElseThrow().replace("HEAD ", "");
        return !LocalDate.parse(day).isBefore(LocalDate.parse(from))
                && !LocalDate.parse(day).isAfter(LocalDate.parse(to));
    }

    /** {@code 3.11 to 2024-10-22; 3.12 from 2024-10-23; 3.13 from 2025-08-15}, or one version for all days. */
    private static Optional<String> pythonOf(Row variant, String reference) {
        LocalDate day = LocalDate.parse(reference.substring(reference.length() - 10));
        Optional<String> python = Optional.empty();
        for (String part :
                variant.cell("python").map(text -> text.split("; ", -1)).orElse(new String[0])) {
            String[] words = part.split(" ", -1);
            boolean isFrom = words.length == 3 && words[1].equals("from");
            if (!isFrom || !day.isBefore(LocalDate.parse(words[2]))) {
                python = Optional.of(words[0]);
            }
        }
        return python;
    }

    /** Comma-separated, a cell with commas in quotation marks. */
    private static Stream<Row> rows(String name) throws IOException {
        try (InputStream in = CatalogFactsTest.class.getResourceAsStream(name)) {
            List<String> lines = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> columns = cells(lines.getFirst());
            return lines.stream().skip(1).map(line -> {
                List<String> cells = cells(line);
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    row.put(columns.get(i), cells.get(i));
                }
                return new Row(row);
            });
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
            cells.add(cell.replaceFirst("^\"(.*)\"$", "$1"));
        }
        return cells;
    }
}
