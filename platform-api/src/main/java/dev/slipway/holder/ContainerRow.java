package dev.slipway.holder;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One of a holder's containers: where it answers, and what it wrote. */
@Entity
@Table(name = "holder_container")
class ContainerRow {
    @EmbeddedId
    Key key;

    /** Where its server answers, such as {@code 10.213.0.2:8888}; null: none does. */
    @Nullable
    String address;

    /** The end of the output of one that is gone. */
    @Nullable
    String log;

    @Nullable
    Instant logSavedAt;

    /**
     * Which one.
     *
     * @param ordinal 0 for the first
     */
    @Embeddable
    record Key(String holder, int ordinal) {}
}
