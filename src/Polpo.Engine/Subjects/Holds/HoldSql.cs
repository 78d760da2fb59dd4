using System.Data.Common;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects.Holds;

/// <summary>The statements about what is held.</summary>
internal sealed class HoldSql(IEnumerable<UnheldKind> unheld)
{
    private readonly string _kinds = string.Join(", ", unheld.Select(one => $"'{one.Kind}'"));

    /// <summary>What limits a question about subjects to those that nothing holds.</summary>
    /// <param name="row">The table's name and a dot.</param>
    public string Condition(string row) =>
        $"""
             and ({(_kinds.Length == 0 ? "" : $"{row}kind in ({_kinds}) or ")}not exists (
                select 1 from subject_holds h where (h.beginnings = 0 or {row}parked = 1)
                and (h.workspace = '' or h.workspace = {row}workspace) and (h.person = '' or h.person = {row}person)))
            """;

    public static Task<int> AddAsync(DbConnection connection, Hold hold, CancellationToken cancellationToken) =>
        connection
            .Sql(
                """
                insert into subject_holds (id, workspace, person, beginnings) values (@id, @workspace, @person, @beginnings)
                on conflict (id) do nothing
                """,
                ("id", hold.Id),
                ("workspace", hold.Workspace ?? ""),
                ("person", hold.Person ?? ""),
                ("beginnings", hold.BeginningsOnly ? 1L : 0L)
            )
            .RunAsync(cancellationToken);

    public static Task<int> RemoveAsync(DbConnection connection, string id, CancellationToken cancellationToken) =>
        connection.Sql("delete from subject_holds where id = @id", ("id", id)).RunAsync(cancellationToken);

    public static Task<List<Hold>> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection
            .Sql("select id, workspace, person, beginnings from subject_holds order by id")
            .RowsAsync(
                row => new Hold(row.GetString(0), Given(row, 1), Given(row, 2), row.GetInt64(3) != 0),
                cancellationToken
            );

    private static string? Given(DbDataReader row, int column) =>
        row.GetString(column) is { Length: > 0 } text ? text : null;
}
