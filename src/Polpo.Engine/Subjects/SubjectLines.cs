using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>What is due of one kind, and nobody has taken yet.</summary>
/// <param name="Oldest">For how long the one that waits longest has been due.</param>
public sealed record SubjectLine(string Kind, long Length, TimeSpan Oldest);

/// <summary>How long the lines are.</summary>
public sealed class SubjectLines
{
    private const string Query = """
        select kind, count(*), {now} - min(due_at) from subjects
        where owner is null and due_at is not null and due_at <= {now} group by kind order by kind
        """;

    private readonly ISql _sql;

    internal SubjectLines(ISql sql) => _sql = sql;

    /// <summary>Kinds of which nothing waits are left out.</summary>
    public async Task<IReadOnlyList<SubjectLine>> ReadAsync(CancellationToken cancellationToken) =>
        await _sql.ReadAsync(
            connection =>
                connection
                    .Sql(_sql.Dialect.Write(Query))
                    .RowsAsync(
                        row => new SubjectLine(
                            row.GetString(0),
                            row.GetInt64(1),
                            TimeSpan.FromMicroseconds(Math.Max(0, row.GetInt64(2)))
                        ),
                        cancellationToken
                    ),
            cancellationToken
        );
}
