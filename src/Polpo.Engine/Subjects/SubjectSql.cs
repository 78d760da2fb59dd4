namespace Polpo.Engine.Subjects;

/// <summary>The statements that decide who runs next.</summary>
internal static class SubjectSql
{
    /// <summary>
    /// Orders what is due in three steps: a place among the same person's, then among the workspace's, then among all of a kind. After each
    /// step only as many go on as there are places.
    /// </summary>
    private const string Line = """
        with room (kind, places) as (values {kinds}),{shares}
        running as (
            select kind, workspace, person, count(*) as many from subjects where owner is not null group by kind, workspace, person
        ),
        by_person as (
            select s.kind, s.id, s.workspace, s.person, s.priority, s.due_at, room.places,{here}
                row_number() over (partition by s.kind, s.workspace, s.person order by s.priority desc, s.due_at, s.id) as nth
            from subjects s join room on room.kind = s.kind
            where s.owner is null and s.due_at <= {now}{own}{may run here}
        ),
        person_turns as (
            select p.*, p.nth
                + coalesce((select many from running r where r.kind = p.kind and r.workspace = p.workspace and r.person = p.person), 0) as person_turn
            from by_person p where p.nth <= p.places
        ),
        by_workspace as (
            select p.*,
                row_number() over (partition by p.kind, p.workspace order by p.person_turn, p.priority desc, p.due_at, p.id) as nth_of_workspace
            from person_turns p
        ),
        workspace_turns as (
            select w.*, w.nth_of_workspace
                + coalesce((select sum(many) from running r where r.kind = w.kind and r.workspace = w.workspace), 0) as workspace_turn
            from by_workspace w where w.nth_of_workspace <= w.places
        ),
        line as (
            select t.kind, t.id,{newcomer}
                row_number() over (partition by t.kind order by t.workspace_turn, t.person_turn, t.priority desc, t.due_at, t.id) as place
            from workspace_turns t
        )
        """;

    private static readonly string[] SharedTokens =
    [
        "{shares}",
        "{here}",
        "{may run here}",
        "{newcomer}",
        "{in share}",
    ];

    /// <summary>
    /// How servers with disks of their own share what is due. What stands on the disk of a living server waits a moment for it; of what
    /// stands nowhere yet a server takes no more than brings it to its part of all that is not asleep. What waits longer is anybody's.
    /// </summary>
    private static readonly string[] Shares =
    [
        """

            live as (select disk from servers where works = 1 and lease_until > {now}),
            loads as (
                select kind, sum(case when disk = @disk then 1 else 0 end) as mine, count(*) as many from subjects
                where (disk is not null and due_at is not null) or owner is not null or due_at <= {now} group by kind
            ),
            parts as (
                select kind, case when (select count(*) from live) = 0 then many
                    else (many + (select count(*) from live) - 1) / (select count(*) from live) - mine end as left_over
                from loads
            ),
            """,
        " (s.disk is not distinct from @disk or s.due_at <= {now} - @patience) as here,",
        """
             and (s.disk is null or s.disk = @disk or s.due_at <= {now} - @patience or s.disk not in (select disk from live))
                    and (s.shunned is distinct from @disk or s.due_at <= {now} - 10 * @patience)
            """,
        " t.here, sum(case when t.here then 0 else 1 end) over (partition by t.kind order by t.workspace_turn, t.person_turn, t.priority desc, t.due_at, t.id) as newcomer,",
        " and (line.here or line.newcomer <= (select left_over from parts where parts.kind = line.kind))",
    ];

    /// <summary>
    /// Asks for owner and due time once more at the row itself: PostgreSQL looks at the line of a moment ago, and another server may have
    /// claimed and ended the run since.
    /// </summary>
    private const string Take =
        Line
        + """

            update subjects set owner = @owner, epoch = epoch + 1, began = wanted, due_at = null, disk = @disk
            where owner is null and due_at is not null and (kind, id) in (
                select s.kind, s.id from subjects s join line on line.kind = s.kind and line.id = s.id join room on room.kind = s.kind
                where line.place <= room.places{in share} and s.owner is null and s.due_at is not null {skip locked}
            )
            returning kind, id, workspace, epoch
            """;

    /// <param name="shared">Whether other servers may claim, too.</param>
    /// <param name="own">What limits a server to its own work.</param>
    public static string Claim(bool shared, string own) => Fill(Take, shared, own);

    private static string Fill(string text, bool shared, string own = "")
    {
        text = text.Replace("{own}", own, StringComparison.Ordinal);
        for (var i = 0; i < Shares.Length; i++)
            text = text.Replace(SharedTokens[i], shared ? Shares[i] : "", StringComparison.Ordinal);
        return text;
    }

    /// <summary>How a subject stands, with its place among what is due of its kind.</summary>
    public static readonly string State = Fill(
        Line
            + """

            select s.owner, s.due_at, s.failures, (select place from line where line.kind = s.kind and line.id = s.id) as place
            from subjects s where s.kind = @kind and s.id = @id
            """,
        shared: false
    );

    public const string Orphan = """
        update subjects set owner = null, epoch = epoch + 1, due_at = {now}
        where owner is not null and not exists (select 1 from servers where servers.id = subjects.owner and servers.lease_until > {now})
        """;
}
