package dev.slipway.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineCutterTest {
    private static final String TEXT = "one\n\ntwo €\r\n10%\r20%\rdone\n  blank  \n𝄞\nlast";

    private final List<String> lines = new ArrayList<>();
    private final LineCutter cutter = new LineCutter(lines::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1000})
    void cutsAtNewlinesHoweverTheBytesArrive(int size) {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += size) {
            cutter.accept(bytes, at, Math.min(size, bytes.length - at));
        }
        assertThat(cutter.isWithinLine()).isTrue();
        cutter.endLine();
        cutter.endLine();
        assertThat(lines).containsExactly("one", "", "two €", "10%\r20%\rdone", "  blank  ", "𝄞", "last");
    }

    @Test
    void showsWhatIsNoText() {
        accept(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe2, '\n'});
        assertThat(lines).containsExactly("a\ufffdb\ufffd");
    }

    @Test
    void keepsALineOfTheMostWhole() {
        accept(("x".repeat(LineCutter.LONGEST) + "\n" + "y".repeat(LineCutter.LONGEST) + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(lines).containsExactly("x".repeat(LineCutter.LONGEST), "y".repeat(LineCutter.LONGEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "𝄞"})
    void boundsALongerOneAtAWholeCharacterAndCountsTheRest(String character) {
        String line = "1" + character.repeat(LineCutter.LONGEST);
        int size = line.getBytes(StandardCharsets.UTF_8).length;
        accept((line + "\nnext\n").getBytes(StandardCharsets.UTF_8));
        String kept = lines.getFirst().substring(0, lines.getFirst().indexOf('…'));
        int keptSize = kept.getBytes(StandardCharsets.UTF_8).length;
        assertThat(line).startsWith(kept);
        assertThat(keptSize).isBetween(LineCutter.LONGEST - 3, LineCutter.LONGEST);
        assertThat(lines).containsExactly(kept + "… (" + (size - keptSize) + " bytes more)", "next");
    }

    @Test
    void holdsNoMoreOfAnEndlessLineThanItsBound() {
        byte[] block = "z".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 64; i++) {
            accept(block);
        }
        cutter.endLine();
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .hasSizeLessThan(LineCutter.LONGEST + 40)
                        .endsWith("… (" + ((64 << 20) - LineCutter.LONGEST) + " bytes more)"));
    }

    private void accept(byte[] bytes) {
        cutter.accept(bytes, 0, bytes.length);
    }
}
