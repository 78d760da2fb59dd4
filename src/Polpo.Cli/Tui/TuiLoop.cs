using System.Collections.Concurrent;
using Polpo.Cli.Sessions;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tui;

/// <summary>Reads keys and the live feed, and hands each new state to whoever draws it.</summary>
internal sealed class TuiLoop(PolpoClient client, WorkspaceView workspace, Surroundings here)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, string> _latest = new(StringComparer.Ordinal);
    private readonly TuiKeys _keys = new(client, workspace.Id);
    private int _changes = 1;

    public async Task RunAsync(Action<TuiState> draw, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feed = FollowAsync(stop.Token);
        var state = new TuiState { Repository = workspace.Path };
        while (!state.Quits && !feed.IsCompleted)
        {
            var changes = Interlocked.Exchange(ref _changes, 0);
            if (changes > 0)
                draw(state = await ReloadAsync(state, cancellationToken));
            while (!state.Quits && here.ReadKey() is { } key)
            {
                draw(state = await _keys.PressAsync(state, key, cancellationToken));
                Interlocked.Increment(ref _changes);
            }
            await Task.Delay(Tick, here.Time, cancellationToken);
        }
        await stop.CancelAsync();
        await feed;
    }

    private async Task<TuiState> ReloadAsync(TuiState state, CancellationToken cancellationToken) =>
        state with
        {
            Teams = (await client.Teams.ListAsync(workspace.Id, cancellationToken)).Items,
            Agents = (await client.Agents.ListAsync(workspace.Id, cancellationToken)).Items,
            Sessions = (await client.Sessions.ListAsync(workspace.Id, cancellationToken: cancellationToken)).Items,
            Latest = new Dictionary<string, string>(_latest),
        };

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (
                var item in client.Events.FollowAsync(
                    workspace.Id,
                    0,
                    time: here.Time,
                    cancellationToken: cancellationToken
                )
            )
            {
                if (item.Fact is { } fact && SessionText.Says(fact) is { } says)
                    _latest[fact.Subject] = says;
                else if (item.Frame is { Kind: "text" } frame)
                    _latest[frame.Subject] = frame.Text;
                Interlocked.Increment(ref _changes);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The person has quit.
        }
    }
}
