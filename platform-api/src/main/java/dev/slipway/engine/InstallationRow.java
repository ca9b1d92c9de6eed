package dev.slipway.engine;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Whose database this is. */
@Entity
@Table(name = "installation")
class InstallationRow {
    @Id
    boolean isOnly;

    String id;
}
