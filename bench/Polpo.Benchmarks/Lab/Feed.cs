using Polpo.Benchmarks.Measuring;
using Polpo.Client;

namespace Polpo.Benchmarks.Lab;

/// <summary>A fact, and when it reached this process.</summary>
internal sealed record Arrival(EventView Fact, long At);

/// <summary>Listens to one workspace's events over one connection, so that waiting adds nothing to what is measured.</summary>
internal sealed class Feed : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Arrival> _arrived = [];
    private readonly List<Waiting> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public Feed(PolpoClient client, string workspace) => _reading = ReadAsync(client, workspace);

    /// <summary>The first fact of a subject that fits, already come or to come.</summary>
    /// <exception cref="WrongResultException">It did not come in time, or the feed ended.</exception>
    public async Task<Arrival> FirstAsync(
        string subject,
        Func<EventView, bool> fits,
        CancellationToken cancellationToken,
        int minutes = 2
    )
    {
        var waiting = new Waiting(subject, fits, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (_arrived.Find(waiting.Fits) is { } there)
                return there;
            _waiting.Add(waiting);
        }
        try
        {
            return await waiting.Answer.Task.WaitAsync(TimeSpan.FromMinutes(minutes), cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new WrongResultException($"{subject} did not come so far within {minutes} minutes: {Story(subject)}");
        }
    }

    /// <summary>What happened to a subject last, for a message.</summary>
    public string Story(string subject)
    {
        lock (_lock)
            return string.Join(
                " · ",
                _arrived
                    .Where(arrival => arrival.Fact.Subject == subject)
                    .TakeLast(4)
                    .Select(arrival => $"{arrival.Fact.Type} {Short(arrival.Fact.Body.GetRawText())}")
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(PolpoClient client, string workspace)
    {
        try
        {
            await foreach (var item in client.Events.FollowAsync(workspace, cancellationToken: _stop.Token))
            {
                if (item.Fact is { } fact)
                    Arrived(new Arrival(fact, Clock.Now));
            }
        }
        catch (Exception ended) when (ended is PolpoException or IOException)
        {
            lock (_lock)
                _waiting.ForEach(waiting => waiting.Answer.TrySetException(ended));
        }
    }

    private static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private void Arrived(Arrival arrival)
    {
        lock (_lock)
        {
            _arrived.Add(arrival);
            foreach (var waiting in _waiting.FindAll(waiting => waiting.Fits(arrival)))
            {
                waiting.Answer.TrySetResult(arrival);
                _waiting.Remove(waiting);
            }
        }
    }

    private sealed record Waiting(string Subject, Func<EventView, bool> Wanted, TaskCompletionSource<Arrival> Answer)
    {
        public bool Fits(Arrival arrival) => arrival.Fact.Subject == Subject && Wanted(arrival.Fact);
    }
}
