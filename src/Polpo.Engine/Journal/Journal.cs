using System.Data.Common;
using System.Runtime.CompilerServices;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal;

/// <summary>Reads facts. Followers are told of each commit; they re-read each second besides, in case telling failed.</summary>
internal sealed class Journal(ISql sql, Signals signals, TimeProvider time) : IJournal
{
    private const int Batch = 500;

    public Task<IReadOnlyList<Fact>> ReadAsync(
        string workspace,
        long after,
        int take,
        string? subject,
        CancellationToken cancellationToken
    ) =>
        sql.ReadAsync(
            connection => ReadAsync(connection, workspace, after, take, subject, cancellationToken),
            cancellationToken
        );

    public Task<long> HeadAsync(string workspace, CancellationToken cancellationToken) =>
        sql.ReadAsync(
            connection =>
                connection
                    .Sql("select seq from heads where workspace = @workspace", ("workspace", workspace))
                    .ScalarAsync<long>(cancellationToken),
            cancellationToken
        );

    public async IAsyncEnumerable<Fact> FollowAsync(
        string workspace,
        long after,
        string? subject,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = new SignalReader(signals, signals.Facts(workspace), time);
        while (true)
        {
            reader.Look();
            var facts = await ReadAsync(workspace, after, Batch, subject, cancellationToken);
            if (facts.Count > 0)
                await reader.FoundAsync(cancellationToken);
            foreach (var fact in facts)
            {
                after = fact.Seq;
                yield return fact;
            }
            if (facts.Count == Batch)
                reader.Expect();
            else
                await reader.WaitAsync(cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<Fact>> ReadAsync(
        DbConnection connection,
        string workspace,
        long after,
        int take,
        string? subject,
        CancellationToken cancellationToken
    )
    {
        var query = connection.Sql(
            $"""
            select seq, at, subject, actor, type, body from facts
            where workspace = @workspace and seq > @after {(subject is null ? "" : "and subject = @subject")}
            order by seq limit @take
            """,
            ("workspace", workspace),
            ("after", after),
            ("take", take)
        );
        if (subject is not null)
            query.Bind("subject", subject);
        return await query.RowsAsync(
            row => new Fact(
                workspace,
                row.GetInt64(0),
                StoredForms.FromMicros(row.GetInt64(1)),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5)
            ),
            cancellationToken
        );
    }
}
