package dev.slipway.floor;

/** Rows as they would be left by what users ask for, where a test wants nothing of their way there. */
public final class Rows {
    private Rows() {}

    /** A workspace of {@code own 1} that stands where this is wished of it. */
    public static void workspace(String id, String desired, String digest) {
        workspace(id, "anna-id", digest, desired, desired.equals("DELETED") ? "DELETING" : desired);
    }

    /** A workspace of {@code own 1}, called as its id. */
    public static void workspace(String id, String owner, String digest, String desired, String state) {
        Floor.execute("insert into holder (id, kind, owner_id, owner_name, since) values ('" + id + "', 'WORKSPACE', '"
                + owner + "', '" + owner + "', now())");
        Floor.execute("insert into workspace (id, owner_id, owner_name, name, image, version, reference, digest,"
                + " cpu_millis, memory_bytes, shm_bytes, environment, hostname, desired, state, generation,"
                + " observed_generation, server_token, created_at, state_since, revision) values ('" + id + "', '"
                + owner + "', '" + owner + "', '" + id + "', 'own', '1', 'own:1', '" + digest
                + "', 1, 1, 0, '{}', 'h', '" + desired + "', '" + state + "', 1, 1, 't', now(), now(), 0)");
    }
}
