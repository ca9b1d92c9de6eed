package dev.slipway.operation;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** A line of an operation's log. */
@Entity
@Table(name = "operation_log")
class LogRow {
    /** Which line of which operation's. */
    @Embeddable
    record Key(String operation, int line) {}

    @EmbeddedId
    Key key;

    int step;
    String text;
}
