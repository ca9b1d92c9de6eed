package dev.slipway.catalog;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
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
            .build();

    private CatalogFile() {}

    private record FileShape(@Nullable List<ImageShape> images) {}

    private record ImageShape(
            @Nullable String name,
            @Nullable String title,
            @Nullable String description,
            @Nullable String framework,
            @Nullable RunShape run,
            @Nullable List<VersionShape> versions) {}

    private record VersionShape(
            @Nullable String version,
            @Nullable String reference,
            @Nullable String frameworkVersion,
            @Nullable String python,
            @Nullable CudaShape cuda,
            @Nullable String recipe,
            @Nullable String source,
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
        try {
            FileShape shape = YAML.readValue(yaml, FileShape.class);
            List<CatalogImage> images = new ArrayList<>();
            for (ImageShape image : required(shape.images(), "images")) {
                images.add(read(image));
            }
            return images;
        } catch (JsonMappingException e) {
            String place = e.getPath().stream()
                    .map(p -> p.getFieldName() == null ? "[" + p.getIndex() + "]" : p.getFieldName())
                    .collect(Collectors.joining("."));
            throw new CatalogException(file + ", at " + place + ": " + e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CatalogException(file + ": " + e.getMessage(), e);
        }
    }

    private static CatalogImage read(ImageShape image) {
        List<ImageVersion> versions = new ArrayList<>();
        for (VersionShape version : required(image.versions(), "versions")) {
            versions.add(read(version, image.run()));
        }
        return new CatalogImage(
                new ImageName(required(image.name(), "name")),
                required(image.title(), "title"),
                required(image.description(), "description"),
                required(image.framework(), "framework"),
                versions);
    }

    /** A version without a contract of its own has its image's. */
    private static ImageVersion read(VersionShape version, @Nullable RunShape common) {
        RunShape run = required(version.run() == null ? common : version.run(), "run");
        return new ImageVersion(
                new VersionName(required(version.version(), "version")),
                required(version.reference(), "reference"),
                version.frameworkVersion(),
                version.python(),
                Optional.ofNullable(version.cuda()).map(CatalogFile::read),
                Optional.ofNullable(version.recipe()),
                required(version.source(), "source"),
                new RunContract(
                        required(run.command(), "run.command"),
                        run.environment() == null ? Map.of() : run.environment(),
                        required(run.port(), "run.port"),
                        required(run.readyPath(), "run.readyPath"),
                        required(run.home(), "run.home"),
                        required(run.user(), "run.user"),
                        Optional.ofNullable(run.activity())));
    }

    private static CudaFacts read(CudaShape cuda) {
        return new CudaFacts(
                required(cuda.toolkit(), "cuda.toolkit"),
                cuda.cudnn(),
                cuda.machineCode() == null ? List.of() : cuda.machineCode(),
                cuda.ptx() == null ? List.of() : cuda.ptx(),
                cuda.compatPackage() != null && cuda.compatPackage());
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("the field " + field + " is missing");
        }
        return value;
    }
}
