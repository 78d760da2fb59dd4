using System.Runtime.CompilerServices;
using Polpo.Engine.Blobs;
using Polpo.Engine.Journal;

namespace Polpo.Core.Retention.Kinds;

/// <summary>
/// Large texts. What a row names stays (receipts and assessments above all), and what facts name; but for the facts of sessions that
/// have ended long ago: those keep saying what happened, and their long texts go.
/// </summary>
internal sealed class BlobsKind(IBlobStock stock, NamedBlobs named, EndedWork work, RetentionOptions options)
    : IExpiringKind
{
    private const string SessionPrefix = "sess_";

    public string Name => "blobs";

    public TimeSpan? Age => options.Blobs;

    public string Kept => $"{RetentionOptions.InWords(Age)}; receipts for ever";

    public async Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken)
    {
        var (bytes, count) = (0L, 0L);
        await foreach (var blob in stock.ListAsync(cancellationToken))
            (bytes, count) = (bytes + blob.Bytes, count + 1);
        return [new Portion(null, bytes, count)];
    }

    public async IAsyncEnumerable<Expired> FindAsync(
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var needed = await NeededAsync(before, cancellationToken);
        await foreach (var blob in stock.ListAsync(cancellationToken))
        {
            // Written later: its fact may be on its way.
            if (blob.WrittenAt < before && !needed.Contains(BlobName.Of(blob.Hash)))
                yield return new Expired(Name, blob.Hash, null, blob.Bytes, before);
        }
    }

    public Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken) =>
        stock.RemoveAsync(item.Id, item.Before, cancellationToken);

    private async Task<HashSet<BlobName>> NeededAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var names = new HashSet<BlobName>();
        await named.AddOfRowsAsync(names, cancellationToken);
        var sessions = await work.NeededSessionsAsync(since, cancellationToken);
        foreach (var workspace in await named.WorkspacesAsync(cancellationToken))
            await named.AddOfFactsAsync(
                workspace,
                subject => !subject.StartsWith(SessionPrefix, StringComparison.Ordinal) || sessions.Contains(subject),
                names,
                cancellationToken
            );
        return names;
    }
}
