package dev.slipway.holder;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A holder. Its row stays when it has ended, since what it held is counted by it. */
@Entity
@Table(name = "holder")
class HolderRow {
    @Id
    String id;

    @Enumerated(EnumType.STRING)
    Holder.Kind kind;

    /** Its owner's subject; null: it is not known. */
    @Nullable
    String ownerId;

    String ownerName;

    /** The group that it is charged to; null: its owner alone. */
    @Nullable
    String chargedTo;

    /** The groups that its owner was in when it was admitted. */
    @JdbcTypeCode(SqlTypes.ARRAY)
    List<String> admittedGroups;

    Instant since;

    /** Since when it holds nothing; null: it may hold something. */
    @Nullable
    Instant endedAt;
}
