package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.Layer;
import dev.slipway.operation.Progress;
import dev.slipway.operation.Progress.LayerProgress;
import dev.slipway.operation.Progress.LayerState;
import dev.slipway.runtime.image.PullProgress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullMeterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Layer BASE = layer("base", 1000);
    private static final Layer BIG = layer("big", 10_000);

    private final PullMeter meter = new PullMeter(List.of(BASE, BIG));

    private static Layer layer(String content, long size) {
        Digest digest = Digest.of(content.getBytes(StandardCharsets.UTF_8));
        return new Layer(digest, size, digest);
    }

    private Progress hear(Layer layer, String state, long current, long second) {
        return meter.heard(
                new PullProgress(layer.digest().brief(), state, current, layer.sizeBytes()), second * SECOND);
    }

    @Test
    void countsWhatWasHereApart() {
        Progress progress = hear(BASE, "Already exists", 0, 0);
        assertThat(progress.presentBytes()).isEqualTo(1000);
        assertThat(progress.totalBytes()).isEqualTo(10_000);
        assertThat(progress.currentBytes()).isZero();
    }

    @Test
    void tellsOfEachLayer() {
        hear(BASE, "Pull complete", 0, 0);
        hear(BIG, "Downloading", 4000, 1);
        Progress progress = hear(BIG, "Retrying in 5 seconds", 0, 2);
        assertThat(progress.layers())
                .extracting(LayerProgress::state)
                .containsExactly(LayerState.DONE, LayerState.DOWNLOADING);
        assertThat(progress.totalBytes()).isEqualTo(11_000);
    }

    @Test
    void promisesNothingBeforeItHasSeenSome() {
        hear(BIG, "Downloading", 0, 0);
        assertThat(hear(BIG, "Downloading", 1000, 1).remainingSeconds()).isNull();
        Progress progress = hear(BIG, "Downloading", 5000, 5);
        assertThat(progress.bytesPerSecond()).isEqualTo(1000);
        assertThat(progress.remainingSeconds()).isEqualTo(6); // base and the rest of the big one: 6000 bytes
    }

    @Test
    void goesByTheLastSecondsAndNotByTheFirst() {
        hear(BIG, "Downloading", 0, 0);
        hear(BIG, "Downloading", 8000, 4);
        hear(BIG, "Downloading", 8000, 10);
        hear(BIG, "Downloading", 8100, 20);
        assertThat(hear(BIG, "Downloading", 8200, 30).bytesPerSecond()).isEqualTo(10);
        assertThat(hear(BIG, "Downloading", 8200, 45).bytesPerSecond()).isNull();
    }

    @Test
    void waitsForTheUnpackingToo() {
        hear(BASE, "Already exists", 0, 0);
        hear(BIG, "Download complete", 0, 0);
        assertThat(hear(BIG, "Extracting", 0, 1).remainingSeconds()).isNull();
        Progress progress = hear(BIG, "Extracting", 5000, 6);
        assertThat(progress.currentBytes()).isEqualTo(10_000);
        assertThat(progress.remainingSeconds()).isEqualTo(7); // 5000 in 6 s since it was seen
        assertThat(hear(BIG, "Pull complete", 0, 12).remainingSeconds()).isZero();
    }

    @Test
    void passesOverWordsThatAreOfNoLayer() {
        assertThat(meter.heard(new PullProgress("latest", "Pulling from a/b", 0, 0), 0)
                        .layers())
                .extracting(LayerProgress::state)
                .containsOnly(LayerState.WAITING);
    }
}
