package dev.slipway.engine;

import jakarta.data.repository.Repository;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;

/** The table that has the installation's row. */
@Repository
interface InstallationTable {
    /** Makes a new database this installation's. A database that has an owner keeps it. */
    @SQL("insert into installation (id) values (:id) on conflict (is_only) do nothing")
    int claim(String id);

    @HQL("select id from InstallationRow")
    String id();
}
