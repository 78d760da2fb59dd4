using System.Data.Common;
using System.Runtime.CompilerServices;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Blobs;

/// <summary>Blobs in the database, for installations of several servers: in chunks of 1 MB, all in one transaction.</summary>
internal sealed class DatabaseBlobs(ISql sql, BlobRemovals removals, TimeProvider time) : IBlobs, IBlobStock
{
    private const int ChunkBytes = 1024 * 1024;

    public async Task<string> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = BlobHash.Of(content.Span);
        await sql.WriteAsync(connection => WriteAsync(connection, hash, content, cancellationToken), cancellationToken);
        return hash;
    }

    private async Task<bool> WriteAsync(
        DbConnection connection,
        string hash,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        var number = 0L;
        // The first row's lock keeps retention from taking what is written again here.
        if (await TouchAsync(connection, hash, cancellationToken))
            return false;
        do
        {
            var chunk = content[..Math.Min(ChunkBytes, content.Length)];
            content = content[chunk.Length..];
            var written = await connection
                .Sql(
                    "insert into blob_chunks (hash, number, content, written_at) values (@hash, @number, @content, @at) on conflict (hash, number) do nothing",
                    ("hash", hash),
                    ("number", number++),
                    ("content", chunk.ToArray()),
                    ("at", Now)
                )
                .RunAsync(cancellationToken);
            if (written == 0 && number == 1)
                return false; // another transaction has just written the first chunk: so it did the others
        } while (content.Length > 0);
        return true;
    }

    private async Task<bool> TouchAsync(DbConnection connection, string hash, CancellationToken cancellationToken) =>
        await connection
            .Sql(
                "update blob_chunks set written_at = @at where hash = @hash and number = 0",
                ("hash", hash),
                ("at", Now)
            )
            .RunAsync(cancellationToken) == 1;

    private long Now => StoredForms.ToMicros(time.GetUtcNow());

    public async Task<byte[]?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        BlobHash.Require(hash);
        var chunks = await sql.ReadAsync(
            connection =>
                connection
                    .Sql("select content from blob_chunks where hash = @hash order by number", ("hash", hash))
                    .RowsAsync(row => row.GetFieldValue<byte[]>(0), cancellationToken),
            cancellationToken
        );
        return chunks.Count == 0 ? null : BlobHash.Verify(hash, [.. chunks.SelectMany(chunk => chunk)]);
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; ; )
        {
            var some = await sql.ReadAsync(
                connection =>
                    connection
                        .Sql(
                            """
                            select hash, sum(length(content)), max(written_at) from blob_chunks
                            where hash in (select hash from blob_chunks where hash > @after and number = 0 order by hash limit 500)
                            group by hash order by hash
                            """,
                            ("after", after)
                        )
                        .RowsAsync(
                            row => new StoredBlob(
                                row.GetString(0),
                                row.GetInt64(1),
                                StoredForms.FromMicros(row.GetInt64(2))
                            ),
                            cancellationToken
                        ),
                cancellationToken
            );
            foreach (var blob in some)
                yield return blob;
            if (some.Count == 0)
                yield break;
            after = some[^1].Hash;
        }
    }

    public async Task<long?> RemoveAsync(string hash, DateTimeOffset notSince, CancellationToken cancellationToken)
    {
        BlobHash.Require(hash);
        var bytes = await sql.WriteAsync(
            connection => RemoveAsync(connection, hash, notSince, cancellationToken),
            cancellationToken
        );
        if (bytes is { } freed)
            await removals.RecordAsync(hash, freed, time.GetUtcNow(), cancellationToken);
        return bytes;
    }

    private static async Task<long?> RemoveAsync(
        DbConnection connection,
        string hash,
        DateTimeOffset notSince,
        CancellationToken cancellationToken
    )
    {
        // The first chunk carries the instant; taking it first orders us with who writes the same content again.
        var first = await connection
            .Sql(
                "delete from blob_chunks where hash = @hash and number = 0 and written_at <= @since returning length(content)",
                ("hash", hash),
                ("since", StoredForms.ToMicros(notSince))
            )
            .RowsAsync(row => row.GetInt64(0), cancellationToken);
        if (first.Count == 0)
            return null;
        var others = await connection
            .Sql("delete from blob_chunks where hash = @hash returning length(content)", ("hash", hash))
            .RowsAsync(row => row.GetInt64(0), cancellationToken);
        return first[0] + others.Sum();
    }

    public Task<DateTimeOffset?> RemovedAtAsync(string hash, CancellationToken cancellationToken) =>
        removals.WhenAsync(hash, cancellationToken);
}
