package dev.slipway.notice;

import java.util.HashMap;
import java.util.Map;

/** Finds codes by what they are of, and by their words. */
final class Codes<C extends Enum<C> & Code> {
    private final Map<Class<?>, C> byTold = new HashMap<>();
    private final Map<String, C> byWord = new HashMap<>();
    private final C unknown;

    /**
     * Knows all codes of a kind.
     *
     * @param unknown stands for words that are none
     */
    Codes(Class<C> kind, C unknown) {
        this.unknown = unknown;
        for (C code : kind.getEnumConstants()) {
            byWord.put(code.word(), code);
            code.records().forEach(told -> byTold.put(told, code));
        }
    }

    C of(Notice told) {
        C code = byTold.get(told.getClass());
        if (code == null) {
            throw new IllegalStateException("no code for " + told.getClass().getSimpleName());
        }
        return code;
    }

    C parse(String word) {
        return byWord.getOrDefault(word, unknown);
    }
}
