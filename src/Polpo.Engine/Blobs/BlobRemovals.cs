using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Blobs;

/// <summary>Remembers what retention took, so that a reader gets a date instead of a riddle.</summary>
internal sealed class BlobRemovals(ISql sql)
{
    public Task RecordAsync(string hash, long bytes, DateTimeOffset at, CancellationToken cancellationToken) =>
        sql.WriteAsync(
            connection =>
                connection
                    .Sql(
                        """
                        insert into blob_removals (hash, bytes, removed_at) values (@hash, @bytes, @at)
                        on conflict (hash) do update set removed_at = excluded.removed_at
                        """,
                        ("hash", hash),
                        ("bytes", bytes),
                        ("at", StoredForms.ToMicros(at))
                    )
                    .RunAsync(cancellationToken),
            cancellationToken
        );

    public async Task<DateTimeOffset?> WhenAsync(string hash, CancellationToken cancellationToken)
    {
        BlobHash.Require(hash);
        var found = await sql.ReadAsync(
            connection =>
                connection
                    .Sql("select removed_at from blob_removals where hash = @hash", ("hash", hash))
                    .RowsAsync(row => StoredForms.FromMicros(row.GetInt64(0)), cancellationToken),
            cancellationToken
        );
        return found.Count == 0 ? null : found[0];
    }
}

public static class BlobRemovalText
{
    /// <summary>Why a text that a fact names cannot be shown.</summary>
    public static async Task<RefusedException> GoneAsync(
        this IBlobStock stock,
        string hash,
        CancellationToken cancellationToken
    ) =>
        await stock.RemovedAtAsync(hash, cancellationToken) is { } at
            ? new(Refusal.NotFound, $"This text was removed by retention on {at:yyyy-MM-dd}; what happened is kept.")
            : new(Refusal.NotFound, $"There is no stored text {hash}.");
}
