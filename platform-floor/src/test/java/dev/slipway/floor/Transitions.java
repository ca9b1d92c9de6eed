package dev.slipway.floor;

import dev.slipway.workspace.WorkspaceState;
import java.util.List;

/** What workspaces became, one after the other, as the database itself saw it, whoever wrote it. */
public final class Transitions {
    private Transitions() {}

    /** Writes down every change from now on, beside the platform's tables. */
    public static void watch() {
        Floor.execute("""
                create schema if not exists floor;
                create table if not exists floor.transition (former text, later text);
                create or replace function floor.note() returns trigger language plpgsql as $$
                  begin insert into floor.transition values (old.state, new.state); return null; end $$;
                create or replace trigger note after update of state on workspace
                  for each row when (old.state <> new.state) execute function floor.note();
                """);
    }

    /** What was seen since the database is there: the former state and the later one. */
    public static List<String> seen() {
        return Floor.query("select distinct former || ' ' || later from floor.transition");
    }

    /** Those that no table allows. */
    public static List<String> forbidden() {
        return seen().stream()
                .filter(seen -> {
                    WorkspaceState former = WorkspaceState.valueOf(seen.split(" ", 2)[0]);
                    WorkspaceState later = WorkspaceState.valueOf(seen.split(" ", 2)[1]);
                    return !former.mayBecome(later);
                })
                .toList();
    }
}
