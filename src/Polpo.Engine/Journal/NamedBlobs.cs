using System.Globalization;
using System.Text.RegularExpressions;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal;

/// <summary>
/// Collects which contents rows and facts name, so that retention keeps them. It knows no fact type: whatever looks like a hash is
/// one, and what a later version writes is found too.
/// </summary>
public sealed partial class NamedBlobs
{
    private const int AtOnce = 500;

    private readonly IDatabase _database;
    private readonly ISql _sql;

    internal NamedBlobs(IDatabase database, ISql sql) => (_database, _sql) = (database, sql);

    /// <summary>Everything that a row names in a property whose name ends with <c>Blob</c>, of whatever feature.</summary>
    public async Task AddOfRowsAsync(ISet<BlobName> names, CancellationToken cancellationToken)
    {
        var columns = await _database.ReadAsync(db => Task.FromResult(BlobColumn.All(db)), cancellationToken);
        foreach (var (table, column, _) in columns)
        {
            var found = await _sql.ReadAsync(
                connection =>
                    connection
                        .Sql($"select distinct {column} from {table} where {column} is not null")
                        .RowsAsync(row => row.GetString(0), cancellationToken),
                cancellationToken
            );
            Add(names, found);
        }
    }

    /// <summary>Everything that the facts of a workspace name, but for those about subjects that nobody needs any more.</summary>
    public async Task AddOfFactsAsync(
        string workspace,
        Func<string, bool> isNeeded,
        ISet<BlobName> names,
        CancellationToken cancellationToken
    )
    {
        for (var after = ""; ; )
        {
            var subjects = await _sql.ReadAsync(
                connection =>
                    connection
                        .Sql(
                            $"select distinct subject from facts where workspace = @workspace and subject > @after order by subject limit {AtOnce}",
                            ("workspace", workspace),
                            ("after", after)
                        )
                        .RowsAsync(row => row.GetString(0), cancellationToken),
                cancellationToken
            );
            foreach (var subject in subjects.Where(isNeeded))
                await AddOfSubjectAsync(workspace, subject, names, cancellationToken);
            if (subjects.Count < AtOnce)
                return;
            after = subjects[^1];
        }
    }

    /// <summary>The workspaces that have facts.</summary>
    public async Task<IReadOnlyList<string>> WorkspacesAsync(CancellationToken cancellationToken) =>
        await _sql.ReadAsync(
            connection =>
                connection.Sql("select workspace from heads").RowsAsync(row => row.GetString(0), cancellationToken),
            cancellationToken
        );

    private async Task AddOfSubjectAsync(
        string workspace,
        string subject,
        ISet<BlobName> names,
        CancellationToken cancellationToken
    )
    {
        for (long after = 0; ; )
        {
            var facts = await _sql.ReadAsync(
                connection =>
                    connection
                        .Sql(
                            $"select seq, body from facts where workspace = @workspace and subject = @subject and seq > @after order by seq limit {AtOnce}",
                            ("workspace", workspace),
                            ("subject", subject),
                            ("after", after)
                        )
                        .RowsAsync(row => (Seq: row.GetInt64(0), Body: row.GetString(1)), cancellationToken),
                cancellationToken
            );
            Add(names, facts.Select(fact => fact.Body));
            if (facts.Count < AtOnce)
                return;
            after = facts[^1].Seq;
        }
    }

    private static void Add(ISet<BlobName> names, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            foreach (var match in HashPattern().EnumerateMatches(text))
                names.Add(BlobName.Of(text.AsSpan(match.Index, match.Length)));
        }
    }

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex HashPattern();
}

/// <summary>The first half of a hash: enough to tell contents apart, and half as large where there are millions. Two that were taken for one would only keep both.</summary>
public readonly record struct BlobName(UInt128 Value)
{
    public static BlobName Of(ReadOnlySpan<char> hash) =>
        new(UInt128.Parse(hash[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}
