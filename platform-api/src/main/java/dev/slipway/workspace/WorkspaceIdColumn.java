package dev.slipway.workspace;

import dev.slipway.database.ValueColumn;
import jakarta.persistence.Converter;

/** How a workspace's id stands in a column. */
@Converter(autoApply = true)
final class WorkspaceIdColumn extends ValueColumn<WorkspaceId, String> {
    WorkspaceIdColumn() {
        super(WorkspaceId::value, WorkspaceId::new);
    }
}
