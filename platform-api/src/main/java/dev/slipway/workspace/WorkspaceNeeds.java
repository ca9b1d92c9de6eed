package dev.slipway.workspace;

import jakarta.data.repository.Repository;
import java.util.List;
import org.hibernate.annotations.processing.SQL;

/** What rooms below ask of the table of workspaces. */
@Repository
interface WorkspaceNeeds {
    /** The exact images of all, as the engine or a registry knows them. */
    @SQL("select distinct digest from workspace")
    List<String> images();

    /** How many workspaces that stay are of a version. */
    record Version(String image, String version, long workspaces) {}

    @SQL("select image, version, count(*) from workspace where desired <> 'DELETED' group by image, version")
    List<Version> versions();

    /** The owners of whose workspaces none is active or about to be. */
    @SQL("""
            select owner_id from workspace
            group by owner_id having bool_and(desired <> 'RUNNING' and state in ('STOPPED', 'FAILED'))
            order by owner_id
            """)
    List<String> ownersAtRest();
}
