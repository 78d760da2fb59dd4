namespace Polpo.Engine.Subjects;

/// <summary>The statements that decide who runs next.</summary>
internal static class SubjectSql
{
    /// <summary>Orders what is due in three steps: a place among the same person's, then among the workspace's, then among all of a kind.</summary>
    private const string Line = """
        with room (kind, places) as (values {kinds}),
        running as (
            select kind, workspace, person, count(*) as many from subjects where owner is not null group by kind, workspace, person
        ),
        by_person as (
            select s.kind, s.id, s.workspace, s.person, s.priority, s.due_at, s.owner,
                coalesce((select many from running r where r.kind = s.kind and r.workspace = s.workspace and r.person = s.person), 0)
                + row_number() over (partition by s.kind, s.workspace, s.person order by s.priority desc, s.due_at, s.id) as person_turn
            from subjects s join room on room.kind = s.kind
            where s.owner is null and s.due_at <= {now}
        ),
        by_workspace as (
            select p.*,
                coalesce((select sum(many) from running r where r.kind = p.kind and r.workspace = p.workspace), 0)
                + row_number() over (partition by p.kind, p.workspace order by p.person_turn, p.priority desc, p.due_at, p.id) as workspace_turn
            from by_person p
        ),
        line as (
            select w.kind, w.id,
                row_number() over (partition by w.kind order by w.workspace_turn, w.person_turn, w.priority desc, w.due_at, w.id) as place
            from by_workspace w
        )
        """;

    /// <summary>
    /// Asks for owner and due time once more at the row itself: PostgreSQL looks at the line of a moment ago, and another server may have
    /// claimed and ended the run since.
    /// </summary>
    public const string Claim =
        Line
        + """

            update subjects set owner = @owner, epoch = epoch + 1, began = wanted, due_at = null
            where owner is null and due_at is not null and (kind, id) in (
                select s.kind, s.id from subjects s join line on line.kind = s.kind and line.id = s.id join room on room.kind = s.kind
                where line.place <= room.places and s.owner is null and s.due_at is not null {skip locked}
            )
            returning kind, id, workspace, epoch
            """;

    /// <summary>How a subject stands, with its place among what is due of its kind.</summary>
    public const string State =
        Line
        + """

            select s.owner, s.due_at, s.failures, (select place from line where line.kind = s.kind and line.id = s.id) as place
            from subjects s where s.kind = @kind and s.id = @id
            """;

    public const string Orphan = """
        update subjects set owner = null, epoch = epoch + 1, due_at = {now}
        where owner is not null and not exists (select 1 from servers where servers.id = subjects.owner and servers.lease_until > {now})
        """;
}
