package dev.slipway.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table of workspaces: how one is written and read. */
@ApplicationScoped
class WorkspaceTable implements RowMapper<Workspace> {
    private static final TypeReference<Map<String, String>> ENVIRONMENT = new TypeReference<>() {};

    private final WorkspaceConfig config;
    private final Params params;
    private final ObjectMapper json;

    WorkspaceTable(WorkspaceConfig config, Params params, ObjectMapper json) {
        this.config = config;
        this.params = params;
        this.json = json;
    }

    void insert(Handle sql, Workspace workspace) {
        var insert = sql.createUpdate("""
                insert into workspace (
                  id, owner_id, owner_name, name, image, version, reference, digest, cpu_millis, memory_bytes, shm_bytes,
                  tmp_bytes, gpus, environment, hostname, desired, state, reason_code, reason_params, reason_message,
                  generation, observed_generation, server_token, address, created_at, state_since, started_at, last_activity_at,
                  idle_timeout_seconds, active_at, revision)
                values (
                  :id, :ownerId, :ownerName, :name, :image, :version, :reference, :digest, :cpuMillis, :memoryBytes,
                  :shmBytes, :tmpBytes, cast(:gpus as jsonb), cast(:environment as jsonb), :hostname, :desired, :state, :reasonCode,
                  cast(:reasonParams as jsonb), :reasonMessage, :generation, :observedGeneration, :serverToken, :address, :createdAt, :stateSince,
                  :startedAt, :lastActivityAt, :idleTimeout, :activeAt, :revision)
                """);
        bindLife(insert, workspace)
                .bind("ownerId", workspace.ownerId())
                .bind("ownerName", workspace.ownerName())
                .bind("name", workspace.name())
                .bind("image", workspace.image().value())
                .bind("version", workspace.version().value())
                .bind("reference", workspace.reference().value())
                .bind("cpuMillis", workspace.limits().cpus().millis())
                .bind("memoryBytes", workspace.limits().memory().value())
                .bind("shmBytes", workspace.limits().shm().value())
                .bind("tmpBytes", workspace.limits().tmp().map(Bytes::value).orElse(null))
                .bind(
                        "gpus",
                        workspace.gpus().map(GpuDemand::of).map(this::written).orElse(null))
                .bind("hostname", workspace.hostname())
                .bind("serverToken", workspace.serverToken())
                .bind("createdAt", workspace.createdAt())
                .bind(
                        "idleTimeout",
                        workspace.idleTimeout().map(Duration::toSeconds).orElse(null))
                .execute();
    }

    /** Writes what changes in a workspace's life. */
    void update(Handle sql, Workspace workspace) {
        var update = sql.createUpdate("""
                update workspace set
                  digest = :digest, desired = :desired, state = :state, reason_code = :reasonCode,
                  reason_params = cast(:reasonParams as jsonb), reason_message = :reasonMessage, generation = :generation, observed_generation = :observedGeneration,
                  address = :address, state_since = :stateSince, started_at = :startedAt,
                  last_activity_at = :lastActivityAt, active_at = :activeAt,
                  environment = cast(:environment as jsonb), revision = :revision
                where id = :id
                """);
        bindLife(update, workspace).execute();
    }

    private <S extends SqlStatement<S>> S bindLife(S statement, Workspace workspace) {
        return statement
                .bind("id", workspace.id().value())
                .bind("digest", workspace.digest().value())
                .bind("desired", workspace.desired().name())
                .bind("state", workspace.state().name())
                .bind(
                        "reasonCode",
                        workspace.reason().map(reason -> reason.code().word()).orElse(null))
                .bind(
                        "reasonParams",
                        workspace
                                .reason()
                                .map(reason -> params.written(reason.params()))
                                .orElse(null))
                .bind(
                        "reasonMessage",
                        workspace.reason().map(StateReason::message).orElse(null))
                .bind("generation", workspace.generation())
                .bind("observedGeneration", workspace.observedGeneration())
                .bind("address", workspace.address().orElse(null))
                .bind("stateSince", workspace.stateSince())
                .bind("startedAt", workspace.startedAt().orElse(null))
                .bind("lastActivityAt", workspace.lastActivityAt().orElse(null))
                .bind("activeAt", workspace.activeAt().orElse(null))
                .bind("environment", written(workspace.environment()))
                .bind("revision", workspace.revision());
    }

    /** A workspace from a row with all columns. */
    @Override
    public Workspace map(ResultSet row, StatementContext context) throws SQLException {
        String gpus = row.getString("gpus");
        return new Workspace(
                new WorkspaceId(row.getString("id")),
                row.getString("owner_id"),
                row.getString("owner_name"),
                row.getString("name"),
                new ImageName(row.getString("image")),
                new VersionName(row.getString("version")),
                new ImageReference(row.getString("reference")),
                new ImageReference(row.getString("digest")),
                new Limits(
                        new Cpus(row.getInt("cpu_millis")),
                        new Bytes(row.getLong("memory_bytes")),
                        new Bytes(row.getLong("shm_bytes")),
                        config.containers().pids(),
                        row.getObject("tmp_bytes") == null
                                ? Optional.empty()
                                : Optional.of(new Bytes(row.getLong("tmp_bytes")))),
                gpus == null ? Optional.empty() : Optional.of(gpusIn(gpus)),
                environmentIn(row.getString("environment")),
                row.getString("hostname"),
                DesiredState.valueOf(row.getString("desired")),
                WorkspaceState.valueOf(row.getString("state")),
                reasonIn(row),
                row.getInt("generation"),
                row.getInt("observed_generation"),
                row.getString("server_token"),
                Optional.ofNullable(row.getString("address")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("state_since").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("last_activity_at")),
                row.getObject("idle_timeout_seconds") == null
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(row.getLong("idle_timeout_seconds"))),
                instant(row.getTimestamp("active_at")),
                row.getLong("revision"));
    }

    private Optional<StateReason> reasonIn(ResultSet row) throws SQLException {
        String word = row.getString("reason_code");
        if (word == null) {
            return Optional.empty();
        }
        ReasonCode code = ReasonCode.parse(word);
        return Optional.of(new StateReason(
                code,
                params.read(code, Notice.Reason.class, row.getString("reason_params")),
                row.getString("reason_message")));
    }

    private static Optional<Instant> instant(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a workspace cannot be written as JSON", e);
        }
    }

    private GpuRequest gpusIn(String column) throws SQLException {
        try {
            return json.readValue(column, GpuDemand.class).toRequest();
        } catch (JsonProcessingException e) {
            throw new SQLException("a workspace's GPUs are not as they were written", e);
        }
    }

    private Map<String, String> environmentIn(String column) throws SQLException {
        try {
            return json.readValue(column, ENVIRONMENT);
        } catch (JsonProcessingException e) {
            throw new SQLException("a workspace's environment is not as it was written", e);
        }
    }
}
