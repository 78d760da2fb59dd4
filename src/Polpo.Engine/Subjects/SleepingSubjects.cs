using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>Rows of subjects that sleep: nothing runs, nothing is due. Who wakes one whose row was removed makes it anew.</summary>
public sealed class SleepingSubjects
{
    private const string Asleep = "owner is null and due_at is null and wanted = handled";

    private readonly ISql _sql;

    internal SleepingSubjects(ISql sql) => _sql = sql;

    /// <summary>The ids of up to <paramref name="take"/> sleeping subjects of the kind, in order, after the given one.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(
        string kind,
        string after,
        int take,
        CancellationToken cancellationToken
    ) =>
        await _sql.ReadAsync(
            connection =>
                connection
                    .Sql(
                        $"select id from subjects where kind = @kind and id > @after and {Asleep} order by id limit @take",
                        ("kind", kind),
                        ("after", after),
                        ("take", (long)take)
                    )
                    .RowsAsync(row => row.GetString(0), cancellationToken),
            cancellationToken
        );

    /// <summary>How many rows there are, sleeping or not.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        _sql.ReadAsync(
            connection => connection.Sql("select count(*) from subjects").ScalarAsync<long>(cancellationToken),
            cancellationToken
        );

    /// <returns>Whether it was removed; one that was woken meanwhile stays.</returns>
    public async Task<bool> RemoveAsync(string kind, string id, CancellationToken cancellationToken) =>
        await _sql.WriteAsync(
            connection =>
                connection
                    .Sql(
                        $"delete from subjects where kind = @kind and id = @id and {Asleep}",
                        ("kind", kind),
                        ("id", id)
                    )
                    .RunAsync(cancellationToken),
            cancellationToken
        ) == 1;
}
