package dev.slipway.notice;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A code of what is told of a workspace. */
interface Code {
    String name();

    /** As clients and the database know it: {@code waits-for-gpus}. */
    default String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The type of the notices with this code: a record, or a sealed interface of several records. */
    @Nullable
    Class<? extends Notice> told();

    /** All record types of the notices with this code. */
    default List<Class<? extends Notice>> records() {
        Class<? extends Notice> told = told();
        if (told == null) {
            return List.of();
        }
        return told.isSealed()
                ? Arrays.stream(told.getPermittedSubclasses())
                        .<Class<? extends Notice>>map(permitted -> permitted.asSubclass(Notice.class))
                        .toList()
                : List.of(told);
    }
}
