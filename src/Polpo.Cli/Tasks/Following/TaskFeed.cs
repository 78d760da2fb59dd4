using System.Runtime.CompilerServices;
using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks.Following;

/// <summary>Everything that happens about one task, in order: its own facts and those of its sessions.</summary>
internal sealed class TaskFeed(string workspace, string task)
{
    private readonly HashSet<string> _subjects = new(StringComparer.Ordinal) { task };
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private long _seen;

    /// <summary>Sessions of the task that still hold something.</summary>
    public IReadOnlyCollection<string> OpenSessions => _open;

    /// <summary>Follows from where it last was, through another client too, and from the task's first fact at the start.</summary>
    public async IAsyncEnumerable<FeedItem> FollowAsync(
        PolpoClient client,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_seen == 0)
            _seen = await FirstAsync(client, cancellationToken) - 1;
        await foreach (var item in client.Events.FollowAsync(workspace, _seen, cancellationToken: cancellationToken))
        {
            if (item.Fact is { } fact)
            {
                _seen = fact.Seq;
                Note(fact);
            }
            if (_subjects.Contains(item.Fact?.Subject ?? item.Frame!.Subject))
                yield return item;
        }
    }

    private async Task<long> FirstAsync(PolpoClient client, CancellationToken cancellationToken)
    {
        await foreach (var item in client.Events.FollowAsync(workspace, 0, task, cancellationToken: cancellationToken))
        {
            if (item.Fact is { } fact)
                return fact.Seq;
        }
        return 1;
    }

    private void Note(EventView fact)
    {
        if (fact.Type == "session.created" && fact.Body.Text("task") == task)
        {
            _subjects.Add(fact.Subject);
            _open.Add(fact.Subject);
        }
        else if (fact.Type is "session.ended" or "session.canceled")
        {
            _open.Remove(fact.Subject);
        }
    }
}
