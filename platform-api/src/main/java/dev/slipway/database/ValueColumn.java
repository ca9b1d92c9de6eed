package dev.slipway.database;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.RegistryReference;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the values of the libraries' own types stand in columns, wherever an entity has one of them. The libraries know nothing of
 * databases.
 */
public abstract class ValueColumn<V, C> implements AttributeConverter<V, C> {
    private static final int MOST_REMEMBERED = 1_000;

    private final Function<V, C> written;
    private final Function<C, V> read;

    protected ValueColumn(Function<V, C> written, Function<C, V> read) {
        this.written = written;
        this.read = read;
    }

    /** Reads each text once, and remembers what it was: the same images are named in many rows, and a name's form takes time to check. */
    private static <V> Function<String, V> once(Function<String, V> read) {
        LoadingCache<String, V> seen =
                Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build(read::apply);
        return seen::get;
    }

    @Override
    public @Nullable C convertToDatabaseColumn(@Nullable V value) {
        return value == null ? null : written.apply(value);
    }

    @Override
    public @Nullable V convertToEntityAttribute(@Nullable C column) {
        return column == null ? null : read.apply(column);
    }

    @Converter(autoApply = true)
    static final class OfImageName extends ValueColumn<ImageName, String> {
        OfImageName() {
            super(ImageName::value, once(ImageName::new));
        }
    }

    @Converter(autoApply = true)
    static final class OfVersionName extends ValueColumn<VersionName, String> {
        OfVersionName() {
            super(VersionName::value, once(VersionName::new));
        }
    }

    @Converter(autoApply = true)
    static final class OfImageReference extends ValueColumn<ImageReference, String> {
        OfImageReference() {
            super(ImageReference::value, once(ImageReference::new));
        }
    }

    @Converter(autoApply = true)
    static final class OfGpuUuid extends ValueColumn<GpuUuid, String> {
        OfGpuUuid() {
            super(GpuUuid::value, GpuUuid::new);
        }
    }

    @Converter(autoApply = true)
    static final class OfCpus extends ValueColumn<Cpus, Integer> {
        OfCpus() {
            super(Cpus::millis, Cpus::new);
        }
    }

    @Converter(autoApply = true)
    static final class OfBytes extends ValueColumn<Bytes, Long> {
        OfBytes() {
            super(Bytes::value, Bytes::new);
        }
    }

    @Converter(autoApply = true)
    static final class OfDigest extends ValueColumn<Digest, String> {
        OfDigest() {
            super(Digest::value, Digest::new);
        }
    }

    @Converter(autoApply = true)
    static final class OfRegistryReference extends ValueColumn<RegistryReference, String> {
        OfRegistryReference() {
            super(RegistryReference::toString, RegistryReference::parse);
        }
    }
}
