package dev.slipway.home;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An owner's uid. */
@Entity
@Table(name = "owner_uid")
class OwnerUidRow {
    @Id
    String ownerId;

    int uid;
    Instant givenAt;

    /** Since when all of the owner's home is that uid's; null: a part of it may be another's. */
    @Nullable
    Instant homeSince;

    static OwnerUidRow of(String ownerId, int uid, Instant now) {
        OwnerUidRow row = new OwnerUidRow();
        row.ownerId = ownerId;
        row.uid = uid;
        row.givenAt = now;
        return row;
    }

    HomeOwner owner() {
        return new HomeOwner(ownerId, uid, homeSince != null);
    }
}
