package dev.slipway.holder;

import jakarta.data.Limit;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.util.Collection;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of what happened to holders. */
@Repository
interface EventTable {
    @Insert
    void add(EventRow row);

    @HQL("where holder = :holder and id > :after order by id")
    List<EventRow> after(String holder, long after, Limit limit);

    @HQL("where holder = :holder and code in :codes order by id")
    List<EventRow> ofCodes(String holder, Collection<String> codes);

    @HQL("where holder = :holder and code in :codes order by id desc")
    List<EventRow> lastOfCodes(String holder, Collection<String> codes, Limit limit);

    @HQL("delete from EventRow where holder = :holder")
    int removeOf(String holder);
}
