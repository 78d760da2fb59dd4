using System.Threading.Channels;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Git.Worktrees.Spares;

/// <summary>Which spares stand ready, which one is being made, and what is wished for. Whoever takes one has it alone.</summary>
internal sealed class SpareShelf
{
    private const int MostWishes = 256;

    private readonly Lock _gate = new();
    private readonly List<Spare> _ready = [];
    private readonly Dictionary<string, Task> _making = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommitId> _bases = new(StringComparer.Ordinal);
    private readonly Channel<Id<Workspace>> _wishes = NewChannel();
    private readonly Channel<Id<Workspace>> _news = NewChannel();

    /// <summary>Workspaces whose spares are to be looked after.</summary>
    public IAsyncEnumerable<Id<Workspace>> WishesAsync(CancellationToken cancellationToken) =>
        _wishes.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Workspaces about whose spares there is something new.</summary>
    public IAsyncEnumerable<Id<Workspace>> NewsAsync(CancellationToken cancellationToken) =>
        _news.Reader.ReadAllAsync(cancellationToken);

    public void Tell(Id<Workspace> workspace) => _news.Writer.TryWrite(workspace);

    /// <summary>Asks for spares; returns at once. Later sessions of the workspace start from <paramref name="commit"/>, if that is known.</summary>
    public void Wish(Id<Workspace> workspace, CommitId? commit = null)
    {
        lock (_gate)
            if (commit is { } known)
                _bases[workspace] = known;
        _wishes.Writer.TryWrite(workspace);
    }

    /// <summary>What the next session probably starts from: the commit that was last brought from the person's clone.</summary>
    public CommitId? BaseOf(Id<Workspace> workspace)
    {
        lock (_gate)
            return _bases.TryGetValue(workspace, out var commit) ? commit : null;
    }

    public IReadOnlyList<Spare> Ready
    {
        get
        {
            lock (_gate)
                return [.. _ready];
        }
    }

    public void Put(Spare spare)
    {
        lock (_gate)
            _ready.Add(spare);
        Tell(spare.Workspace);
    }

    /// <summary>Takes one of the workspace: of the very commit, else the one that was made last.</summary>
    public Spare? Take(Id<Workspace> workspace, CommitId commit)
    {
        lock (_gate)
        {
            var found =
                _ready.Find(spare => spare.Workspace == workspace && spare.Commit == commit)
                ?? _ready.FindLast(spare => spare.Workspace == workspace);
            if (found is not null)
                _ready.Remove(found);
            return found;
        }
    }

    /// <summary>Takes this one, if nobody else has.</summary>
    public bool Take(Spare spare)
    {
        lock (_gate)
            return _ready.Remove(spare);
    }

    /// <summary>Takes one as <see cref="Take(Id{Workspace}, CommitId)"/> does; waits for one that is already being made, which is sooner there than another.</summary>
    public async Task<Spare?> TakeOrJoinAsync(
        Id<Workspace> workspace,
        CommitId commit,
        CancellationToken cancellationToken
    )
    {
        if (Take(workspace, commit) is { } ready)
            return ready;
        Task? making;
        lock (_gate)
            _making.TryGetValue(workspace, out making);
        if (making is null)
            return null;
        await making.WaitAsync(cancellationToken);
        return Take(workspace, commit);
    }

    /// <summary>Says that one is being made, until the answer is disposed.</summary>
    public IDisposable Making(Id<Workspace> workspace)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _making[workspace] = done.Task;
        return new Made(() =>
        {
            lock (_gate)
                _making.Remove(workspace);
            done.SetResult();
        });
    }

    private static Channel<Id<Workspace>> NewChannel() =>
        Channel.CreateBounded<Id<Workspace>>(
            new BoundedChannelOptions(MostWishes) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
        );

    private sealed class Made(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
