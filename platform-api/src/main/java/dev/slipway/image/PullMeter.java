package dev.slipway.image;

import dev.slipway.catalog.registry.Layer;
import dev.slipway.operation.Progress;
import dev.slipway.operation.Progress.LayerProgress;
import dev.slipway.operation.Progress.LayerState;
import dev.slipway.runtime.image.PullProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives a pull's progress from the engine's messages about layers. The engine names a layer by the first twelve digits of its
 * digest, and describes in its own words what it does with it.
 */
final class PullMeter {
    /** What was transferred in so many seconds is what will be transferred in the next. */
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private static final long LEAST_NANOS = 2_000_000_000L;

    private final Map<String, LayerProgress> layers = new LinkedHashMap<>();
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long at, long downloaded, long extracted) {}

    PullMeter(List<Layer> layers) {
        layers.forEach(layer -> this.layers.put(
                layer.digest().brief(),
                new LayerProgress(layer.digest().brief(), LayerState.WAITING, 0, layer.sizeBytes())));
    }

    /**
     * Takes note of one word of the engine's.
     *
     * @param at now, in nanoseconds of any origin
     */
    synchronized Progress heard(PullProgress word, long at) {
        LayerProgress before = layers.get(word.layer());
        if (before != null) {
            layers.put(word.layer(), after(before, word));
        }
        return progress(at);
    }

    private static LayerProgress after(LayerProgress before, PullProgress word) {
        long total = before.totalBytes();
        LayerState state = stateOf(word.state(), before.state());
        long current = switch (state) {
            case WAITING, PRESENT -> 0;
            case DOWNLOADING -> Math.min(word.currentBytes(), total);
            case DOWNLOADED, DONE -> total;
            // Extraction counts the compressed bytes that it has read.
            case EXTRACTING -> Math.min(word.currentBytes(), total);
        };
        return new LayerProgress(before.layer(), state, current, total);
    }

    private static LayerState stateOf(String word, LayerState before) {
        return switch (word) {
            case "Already exists" -> LayerState.PRESENT;
            case "Pulling fs layer", "Waiting" -> LayerState.WAITING;
            case "Downloading" -> LayerState.DOWNLOADING;
            case "Verifying Checksum", "Download complete" -> LayerState.DOWNLOADED;
            case "Extracting" -> LayerState.EXTRACTING;
            case "Pull complete" -> LayerState.DONE;
            default -> before; // "Retrying in 5 seconds", and what newer engines may say
        };
    }

    private Progress progress(long at) {
        long downloaded = 0;
        long extracted = 0;
        long total = 0;
        long present = 0;
        for (LayerProgress layer : layers.values()) {
            switch (layer.state()) {
                case PRESENT -> {
                    present += layer.totalBytes();
                    continue;
                }
                case WAITING -> {}
                case DOWNLOADING -> downloaded += layer.currentBytes();
                case DOWNLOADED -> downloaded += layer.totalBytes();
                case EXTRACTING -> {
                    downloaded += layer.totalBytes();
                    extracted += layer.currentBytes();
                }
                case DONE -> {
                    downloaded += layer.totalBytes();
                    extracted += layer.totalBytes();
                }
            }
            total += layer.totalBytes();
        }
        samples.addLast(new Sample(at, downloaded, extracted));
        while (at - samples.getFirst().at() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        Long rate = rate(downloaded - first.downloaded(), at - first.at());
        return new Progress(
                new ArrayList<>(layers.values()),
                downloaded,
                total,
                present,
                rate,
                remaining(
                        total - downloaded,
                        rate,
                        total - extracted,
                        rate(extracted - first.extracted(), at - first.at())),
                null,
                null,
                null);
    }

    private static @Nullable Long rate(long bytes, long nanos) {
        return nanos < LEAST_NANOS || bytes <= 0 ? null : (long) (bytes * 1e9 / nanos);
    }

    /** Layers are downloaded and extracted at once: the longer of the two decides. What has no rate yet has no end. */
    private static @Nullable Long remaining(
            long toDownload, @Nullable Long downloadRate, long toExtract, @Nullable Long extractRate) {
        if (toDownload > 0 && downloadRate == null) {
            return null;
        }
        long download = downloadRate == null ? 0 : ceil(toDownload, downloadRate);
        if (toExtract == 0) {
            return download;
        }
        if (extractRate == null) {
            return toDownload > 0 ? download : null;
        }
        return Math.max(download, ceil(toExtract, extractRate));
    }

    private static long ceil(long bytes, long rate) {
        return (bytes + rate - 1) / rate;
    }
}
