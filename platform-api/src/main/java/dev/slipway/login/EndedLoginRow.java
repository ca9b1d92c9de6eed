package dev.slipway.login;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A login that ended before its tokens do. */
@Entity
@Table(name = "ended_login")
class EndedLoginRow {
    @Id
    String id;

    /** Tokens that were issued until then count no more. */
    Instant issuedUntil;

    Instant endedAt;
}
