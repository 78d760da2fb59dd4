using System.Text.Json;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal;

/// <summary>Whether a workspace names a content. Who may see the workspace may read that content, and no other's by its hash.</summary>
public sealed class BlobReferences
{
    private const int AtOnce = 20;

    private readonly IDatabase _database;
    private readonly ISql _sql;

    internal BlobReferences(IDatabase database, ISql sql) => (_database, _sql) = (database, sql);

    /// <param name="hash">A hash in lowercase hex.</param>
    public async Task<bool> AnyAsync(string workspace, string hash, CancellationToken cancellationToken) =>
        await OfRowsAsync(workspace, hash, cancellationToken) || await OfFactsAsync(workspace, hash, cancellationToken);

    private async Task<bool> OfRowsAsync(string workspace, string hash, CancellationToken cancellationToken)
    {
        var columns = await _database.ReadAsync(db => Task.FromResult(BlobColumn.All(db)), cancellationToken);
        foreach (var (table, column, owner) in columns)
            if (
                owner is not null
                && await FindsAsync(
                    $"select 1 from {table} where {owner} = @workspace and {column} = @hash limit 1",
                    workspace,
                    hash,
                    cancellationToken
                )
            )
                return true;
        return false;
    }

    /// <summary>Newest first, since that is what is looked at most.</summary>
    private async Task<bool> OfFactsAsync(string workspace, string hash, CancellationToken cancellationToken)
    {
        for (var before = long.MaxValue; ; )
        {
            var facts = await _sql.ReadAsync(
                connection =>
                    connection
                        .Sql(
                            $"select seq, body from facts where workspace = @workspace and seq < @before and body like @hash order by seq desc limit {AtOnce}",
                            ("workspace", workspace),
                            ("before", before),
                            ("hash", $"%{hash}%")
                        )
                        .RowsAsync(row => (Seq: row.GetInt64(0), Body: row.GetString(1)), cancellationToken),
                cancellationToken
            );
            if (facts.Any(fact => Names(fact.Body, hash)))
                return true;
            if (facts.Count < AtOnce)
                return false;
            before = facts[^1].Seq;
        }
    }

    private Task<bool> FindsAsync(string query, string workspace, string hash, CancellationToken cancellationToken) =>
        _sql.ReadAsync(
            async connection =>
                (
                    await connection
                        .Sql(query, ("workspace", workspace), ("hash", hash))
                        .RowsAsync(row => row.GetInt32(0), cancellationToken)
                ).Count > 0,
            cancellationToken
        );

    /// <summary>In a property of the fact itself: a command can print any hash, or put one into the data of an outcome.</summary>
    private static bool Names(string body, string hash)
    {
        using var fact = JsonDocument.Parse(body);
        return fact
            .RootElement.EnumerateObject()
            .Any(property =>
                property.Name.EndsWith("blob", StringComparison.OrdinalIgnoreCase)
                && property.Value.ValueKind == JsonValueKind.String
                && property.Value.ValueEquals(hash)
            );
    }
}
