package dev.slipway.imagebuild;

import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Person;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** What a build was asked for. Its context is a file of the operation's name. */
@Entity
@Table(name = "image_build")
class BuildRow {
    @Id
    String operation;

    @Embedded
    VersionKey key;

    @JdbcTypeCode(SqlTypes.JSON)
    Build.Plan request;

    String dockerfile;

    @Embedded
    Person by;

    Instant createdAt;

    static BuildRow of(Build build, Instant now) {
        BuildRow row = new BuildRow();
        row.operation = build.operation();
        row.key = build.key();
        row.request = build.plan();
        row.dockerfile = build.dockerfile();
        row.by = build.by();
        row.createdAt = now;
        return row;
    }

    Build build() {
        return new Build(operation, key, dockerfile, request, by);
    }
}
