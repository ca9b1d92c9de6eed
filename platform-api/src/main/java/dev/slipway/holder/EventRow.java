package dev.slipway.holder;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Something that happened to a holder. */
@Entity
@Table(name = "holder_event")
class EventRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String holder;

    Instant at;

    /** Where it stood then, as its kind names that. */
    String state;

    String code;

    /** What the sentence names, as JSON. */
    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    String params;

    String message;

    static EventRow of(Holder holder, HolderEvents.Told told) {
        EventRow row = new EventRow();
        row.holder = holder.id();
        row.at = told.at();
        row.state = told.state();
        row.code = told.code();
        row.params = told.params();
        row.message = told.message();
        return row;
    }

    HolderEvents.Event event() {
        return new HolderEvents.Event(id, new HolderEvents.Told(at, state, code, params, message));
    }
}
