package dev.slipway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void letsNoClientWriteALineOfItsOwn() {
        assertThat(told("path=%s", "/x\n2026-11-26 INFO user admin logged in\r\u001b[2J", null))
                .isEqualTo("path=/x\\u000a2026-11-26 INFO user admin logged in\\u000d\\u001b[2J");
    }

    @Test
    void showsNoDirectionOrSeparatorThatHidesWhatStandsThere() {
        assertThat(told("%s", "a\u202eb\u2028c\u0085d\u200be", null)).isEqualTo("a\\u202eb\\u2028c\\u0085d\\u200be");
    }

    @Test
    void leavesOrdinaryTextAsItIs() {
        assertThat(told("owner=%s", "Ünïcode 名前 😀 {0} %s", null)).isEqualTo("owner=Ünïcode 名前 😀 {0} %s");
    }

    @Test
    void holdsTheWordsOfAFaultToOneLineAndItsStackBehindTabs() {
        Throwable fault = new IllegalStateException("one\ntwo", new IOException("three\nfour"));
        String told = told("failed", "", fault);
        assertThat(told.lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("\t"));
        assertThat(told).contains("one\\u000atwo", "because of java.io.IOException: three\\u000afour", "\tat ");
    }

    private static String told(String format, Object parameter, @Nullable Throwable thrown) {
        ExtLogRecord record = new ExtLogRecord(Level.INFO, format, FormatStyle.PRINTF, OneLineTest.class.getName());
        record.setParameters(new Object[] {parameter});
        record.setThrown(thrown);
        assertThat(new OneLine().isLoggable(record)).isTrue();
        assertThat(record.getThrown()).isNull();
        return new PatternFormatter("%s").format(record);
    }
}
