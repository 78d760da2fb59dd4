using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>How a subject stands. Exactly one of: it runs on <paramref name="Server"/>; it waits at <paramref name="Place"/> of its kind's line; it comes at <paramref name="DueAt"/>; it sleeps until it is woken.</summary>
/// <param name="Place">1 is next.</param>
/// <param name="Failures">How many of its runs have failed in a row; then <paramref name="DueAt"/> is when it is tried again.</param>
public sealed record SubjectState(string? Server, long? Place, DateTimeOffset? DueAt, long Failures);

/// <summary>Answers "why is it not running?".</summary>
public sealed class SubjectStates
{
    private readonly ISql _sql;

    internal SubjectStates(ISql sql) => _sql = sql;

    /// <returns>Null for a subject that was never woken.</returns>
    public async Task<SubjectState?> LookAsync(string kind, string id, CancellationToken cancellationToken)
    {
        var text = _sql.Dialect.Write(
            SubjectSql.State.Replace("{kinds}", "(@kind, 1000000)", StringComparison.Ordinal)
        );
        var rows = await _sql.ReadAsync(
            connection =>
                connection
                    .Sql(text, ("kind", kind), ("id", id))
                    .RowsAsync(
                        row => new SubjectState(
                            row.IsDBNull(0) ? null : row.GetString(0),
                            row.IsDBNull(3) ? null : row.GetInt64(3),
                            row.IsDBNull(1) ? null : StoredForms.FromMicros(row.GetInt64(1)),
                            row.GetInt64(2)
                        ),
                        cancellationToken
                    ),
            cancellationToken
        );
        return rows.SingleOrDefault();
    }
}
