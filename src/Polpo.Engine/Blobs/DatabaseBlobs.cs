using System.Data.Common;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Blobs;

/// <summary>Blobs in the database, for installations of several servers: in chunks of 1 MB, all in one transaction.</summary>
internal sealed class DatabaseBlobs(ISql sql) : IBlobs
{
    private const int ChunkBytes = 1024 * 1024;

    public async Task<string> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = BlobHash.Of(content.Span);
        await sql.WriteAsync(connection => WriteAsync(connection, hash, content, cancellationToken), cancellationToken);
        return hash;
    }

    private static async Task<bool> WriteAsync(
        DbConnection connection,
        string hash,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        var number = 0L;
        do
        {
            var chunk = content[..Math.Min(ChunkBytes, content.Length)];
            content = content[chunk.Length..];
            var written = await connection
                .Sql(
                    "insert into blob_chunks (hash, number, content) values (@hash, @number, @content) on conflict (hash, number) do nothing",
                    ("hash", hash),
                    ("number", number++),
                    ("content", chunk.ToArray())
                )
                .RunAsync(cancellationToken);
            if (written == 0 && number == 1)
                return false; // the first chunk is there: so are the others
        } while (content.Length > 0);
        return true;
    }

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
}
