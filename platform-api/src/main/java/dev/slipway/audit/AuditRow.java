package dev.slipway.audit;

import dev.slipway.identity.Person;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An entry of the audit trail: who did what to what; the rest in words. */
@Entity
@Table(name = "audit")
class AuditRow {
    /** In their order; the table's to give. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    long id;

    Instant at;

    @Embedded
    Person by;

    String action;
    String subject;
    String detail;

    static AuditRow of(Instant at, Person by, String action, String subject, String detail) {
        AuditRow row = new AuditRow();
        row.at = at;
        row.by = by;
        row.action = action;
        row.subject = subject;
        row.detail = detail;
        return row;
    }
}
