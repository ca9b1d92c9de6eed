package dev.slipway.catalog;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a catalogue's YAML. */
final class CatalogFile {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(LogicalType.Integer, config -> takeNothingElse(config, CoercionInputShape.Boolean))
            .withCoercionConfig(LogicalType.Boolean, config -> takeNothingElse(config, CoercionInputShape.Integer))
            .build();

    private CatalogFile() {}

    /** A port of 8888.5 is none, and neither is the text "8888"; 1 is not true. */
    private static void takeNothingElse(MutableCoercionConfig config, CoercionInputShape other) {
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Float, CoercionInputShape.String, CoercionInputShape.EmptyString, other)) {
            config.setCoercion(shape, CoercionAction.Fail);
        }
    }

    private record FileShape(
            @Nullable Map<String, RunShape> contracts,
            @Nullable List<ImageShape> images) {}

    private record ImageShape(
            @Nullable String name,
            @Nullable String title,
            @Nullable String description,
            @Nullable String framework,
            @Nullable String contract,
            @Nullable RunShape run,
            @Nullable List<VersionShape> versions) {}

    private record VersionShape(
            @Nullable String version,
            @Nullable String reference,
            @Nullable String frameworkVersion,
            @Nullable String python,
            @Nullable CudaShape cuda,
            @Nullable String recipe,
            @Nullable Integer recipeMebibytes,
            @Nullable String built,
            @Nullable String source,
            @Nullable String contract,
            @Nullable RunShape run) {}

    private record CudaShape(
            @Nullable String toolkit,
            @Nullable String cudnn,
            @Nullable List<String> machineCode,
            @Nullable List<String> ptx,
            @Nullable Boolean compatPackage) {}

    private record RunShape(
            @Nullable List<String> command,
            @Nullable Map<String, String> environment,
            @Nullable Integer port,
            @Nullable String readyPath,
            @Nullable String home,
            @Nullable String user,
            RunContract.@Nullable Activity activity) {}

    static List<CatalogImage> read(InputStream yaml, String file) {
        return parsed(file, () -> {
            FileShape shape = YAML.readValue(yaml, FileShape.class);
            List<CatalogImage> images = new ArrayList<>();
            for (ImageShape image : required(shape.images(), "images")) {
                images.add(read(image, shape.contracts() == null ? Map.of() : shape.contracts()));
            }
            return images;
        });
    }

    static ImageVersion readVersion(InputStream yaml) {
        return parsed("version", () -> read(YAML.readValue(yaml, VersionShape.class), Map.of(), null));
    }

    private interface Parsing<T> {
        T run() throws IOException;
    }

    private static <T> T parsed(String file, Parsing<T> parsing) {
        try {
            return parsing.run();
        } catch (JsonMappingException e) {
            String place = e.getPath().stream()
                    .map(p -> p.getFieldName() == null ? "[" + p.getIndex() + "]" : p.getFieldName())
                    .collect(Collectors.joining("."));
            throw new CatalogException(file + ", at " + place + ": " + e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CatalogException(file + ": " + e.getMessage(), e);
        }
    }

    private static CatalogImage read(ImageShape image, Map<String, RunShape> contracts) {
        List<ImageVersion> versions = new ArrayList<>();
        RunShape common = run(image.run(), image.contract(), contracts);
        for (VersionShape version : required(image.versions(), "versions")) {
            versions.add(read(version, contracts, common));
        }
        return new CatalogImage(
                new ImageName(required(image.name(), "name")),
                required(image.title(), "title"),
                required(image.description(), "description"),
                required(image.framework(), "framework"),
                versions);
    }

    /** A version without a contract of its own has its image's. */
    private static ImageVersion read(VersionShape version, Map<String, RunShape> contracts, @Nullable RunShape common) {
        RunShape own = run(version.run(), version.contract(), contracts);
        return new ImageVersion(
                new VersionName(required(version.version(), "version")),
                required(version.reference(), "reference"),
                version.frameworkVersion(),
                version.python(),
                Optional.ofNullable(version.cuda()).map(CatalogFile::read),
                Optional.ofNullable(version.recipe()),
                Optional.ofNullable(version.recipeMebibytes()),
                Optional.ofNullable(version.built()),
                required(version.source(), "source"),
                Optional.ofNullable(own == null ? common : own).map(CatalogFile::read));
    }

    /** What is written there, or the file's contract of that name. */
    private static @Nullable RunShape run(
            @Nullable RunShape run, @Nullable String contract, Map<String, RunShape> contracts) {
        if (contract == null) {
            return run;
        }
        if (run != null) {
            throw new IllegalArgumentException("run and contract " + contract + " are given both");
        }
        RunShape named = contracts.get(contract);
        if (named == null) {
            throw new IllegalArgumentException("there is no contract " + contract);
        }
        return named;
    }

    private static RunContract read(RunShape run) {
        return new RunContract(
                required(run.command(), "run.command"),
                run.environment() == null ? Map.of() : run.environment(),
                required(run.port(), "run.port"),
                required(run.readyPath(), "run.readyPath"),
                required(run.home(), "run.home"),
                required(run.user(), "run.user"),
                Optional.ofNullable(run.activity()));
    }

    private static CudaFacts read(CudaShape cuda) {
        return new CudaFacts(
                required(cuda.toolkit(), "cuda.toolkit"),
                cuda.cudnn(),
                cuda.machineCode() == null ? List.of() : cuda.machineCode(),
                cuda.ptx() == null ? List.of() : cuda.ptx(),
                Optional.ofNullable(cuda.compatPackage()));
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("the field " + field + " is missing");
        }
        return value;
    }
}
