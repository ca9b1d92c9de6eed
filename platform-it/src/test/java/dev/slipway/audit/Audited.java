package dev.slipway.audit;

import java.util.List;
import java.util.Map;

/** Every endpoint that may change something, and how the audit trail knows of it. */
final class Audited {
    /** Each with its act's name in the audit trail; {@link AuditIT} does each of them. */
    static final Map<String, String> ENDPOINTS = Map.ofEntries(
            Map.entry("POST /api/v1/images", "image.register"),
            Map.entry("POST /api/v1/images/{name}/versions", "image.register"),
            Map.entry("PATCH /api/v1/images/{name}/versions/{version}", "image.deprecate"),
            Map.entry("POST /api/v1/images/{name}/versions/{version}/pull", "image.pull"),
            Map.entry("POST /api/v1/images/{name}/versions/{version}/check", "image.check"),
            Map.entry("POST /api/v1/images/{name}/versions/{version}/build", "image.build"),
            Map.entry("DELETE /api/v1/images/{name}/versions/{version}", "image.remove"),
            Map.entry("PUT /api/v1/image-eviction", "image-eviction.set"),
            Map.entry("DELETE /api/v1/image-eviction", "image-eviction.clear"),
            Map.entry("POST /api/v1/operations/{id}/cancel", "operation.cancel"),
            Map.entry("POST /api/v1/gpus/{uuid}/cordon", "gpu.cordon"),
            Map.entry("POST /api/v1/gpus/{uuid}/uncordon", "gpu.uncordon"),
            Map.entry("POST /api/v1/gpus/{uuid}/declare-healthy", "gpu.declare-healthy"),
            Map.entry("POST /api/v1/workspaces/{id}/stop", "workspace.stop"),
            Map.entry("POST /api/v1/workspaces/{id}/start", "workspace.start"),
            Map.entry("POST /api/v1/workspaces/{id}/restart", "workspace.restart"),
            Map.entry("DELETE /api/v1/workspaces/{id}", "workspace.delete"));

    /** What has no entry, each for a reason. */
    static final Map<String, String> EXEMPT = Map.of(
            "POST /api/v1/workspaces", "one's own, which the workspace's own events tell",
            "PATCH /api/v1/workspaces/{id}", "one's own, which the workspace's own events tell",
            "POST /api/v1/logout", "one's own login",
            "POST /api/v1/compatibility:check", "changes nothing",
            "POST /api/v1/dockerfiles:check", "changes nothing");

    /** What shows an administrator the content of another's. */
    static final List<String> LOOKS = List.of("workspace.read-log", "operation.read-log", "image.read-build");

    private Audited() {}
}
