using Polpo.Client;

namespace Polpo.Cli.Tasks.Following;

/// <summary>Notices that a run waits for the server's storage and not for its work, and ends the wait in words.</summary>
internal sealed class StoragePatience(string task, Func<bool> isHosted, TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _since;
    private int _seen;

    /// <summary>Something came: whatever was wrong is over.</summary>
    public void Reset() => (_since, _seen) = (null, 0);

    /// <summary>Asks the server why nothing comes.</summary>
    /// <exception cref="StalledException">Nothing could be saved for too long.</exception>
    public async Task AskAsync(PolpoClient client, CancellationToken cancellationToken)
    {
        if ((await client.Server.StatusAsync(cancellationToken)).Trouble is { } trouble)
            Note(trouble.Message, trouble.Since);
        else
            Reset();
    }

    /// <inheritdoc cref="AskAsync"/>
    public void Note(string message, DateTimeOffset since)
    {
        _since = since < _since ? since : _since ?? since;
        // Seen twice: once may be a hiccup, or another machine's clock.
        if (++_seen > 1 && time.GetUtcNow() - _since >= Most)
            throw new StalledException(
                isHosted()
                    ? $"{message} The task {task} is kept as it stands, and polpo serve goes on with it once that is mended."
                    : $"{message} The task {task} waits, and goes on by itself once that is mended. See: polpo task show {task}"
            );
    }
}
