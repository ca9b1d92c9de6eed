package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.floor.Floor;
import org.hibernate.SessionFactory;
import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.junit.jupiter.api.Test;

/** Entities are as the tables are that the scripts make. Nobody looks at a start. */
class EntitiesFloorIT {
    private final SessionFactory entities = Floor.bean(SessionFactory.class);

    @Test
    void everyEntityFitsItsTable() {
        assertThat(entities.getMetamodel().getEntities()).hasSizeGreaterThan(10);
        entities.getSchemaManager().validateMappedObjects();
    }

    @Test
    void isToldOfAColumnThatIsMissingOrOfAnotherType() {
        Floor.execute("alter table ended_login rename column ended_at to over_at");
        try {
            assertThatThrownBy(() -> entities.getSchemaManager().validateMappedObjects())
                    .isInstanceOf(SchemaManagementException.class)
                    .hasMessageContaining("ended_at");
        } finally {
            Floor.execute("alter table ended_login rename column over_at to ended_at");
        }
        Floor.execute("alter table ended_login alter column ended_at type text");
        try {
            assertThatThrownBy(() -> entities.getSchemaManager().validateMappedObjects())
                    .isInstanceOf(SchemaManagementException.class)
                    .hasMessageContaining("ended_at");
        } finally {
            Floor.execute("alter table ended_login alter column ended_at type timestamptz using ended_at::timestamptz");
        }
    }
}
