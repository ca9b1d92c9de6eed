package dev.slipway.gpu;

import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of GPUs that are held back. */
@Repository
interface CordonTable {
    @HQL("select gpuUuid from CordonRow")
    List<String> all();

    /** 0: it is held back already. */
    @HQL(
            "insert into CordonRow (gpuUuid, by.id, by.name, at) values (:gpu, :byId, :byName, :now) on conflict do nothing")
    int add(String gpu, String byId, String byName, Instant now);

    @HQL("delete from CordonRow where gpuUuid = :gpu")
    int remove(String gpu);
}
