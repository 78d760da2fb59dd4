using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention;

/// <summary>Takes things away one by one, with a breath between batches so that sessions come first. What cannot be removed is logged and stays.</summary>
internal sealed partial class CleaningRun(TimeProvider time, ILogger<CleaningRun> log)
{
    private const int Batch = 50;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>Two runs of a person and the timer would only get in each other's way.</summary>
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<Cleaned> RemoveAsync(
        IExpiringKind kind,
        IReadOnlyList<Expired> items,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var (count, bytes) = (0L, 0L);
            foreach (var some in items.Chunk(Batch))
            {
                foreach (var item in some)
                {
                    if (await TryAsync(kind, item, cancellationToken) is not { } freed)
                        continue;
                    count++;
                    bytes += freed;
                }
                if (some.Length == Batch)
                    await PauseAsync(cancellationToken);
            }
            return new Cleaned(kind.Name, count, bytes, items.Count - count);
        }
        finally
        {
            _one.Release();
        }
    }

    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Breath, time, cancellationToken);

    private async Task<long?> TryAsync(IExpiringKind kind, Expired item, CancellationToken cancellationToken)
    {
        try
        {
            return await kind.RemoveAsync(item, cancellationToken);
        }
        catch (Exception failed) when (failed is RefusedException or IOException or UnauthorizedAccessException)
        {
            LogKept(log, kind.Name, item.Id, failed.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Id} could not be removed: {Reason}")]
    private static partial void LogKept(ILogger logger, string kind, string id, string reason);
}
