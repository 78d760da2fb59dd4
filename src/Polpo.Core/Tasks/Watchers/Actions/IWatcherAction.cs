using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Watchers.Actions;

/// <summary>One kind of thing that a watcher can do. Features later in the order bring theirs.</summary>
public interface IWatcherAction
{
    /// <summary>The word in <c>action.kind</c>.</summary>
    string Kind { get; }

    /// <summary>Whether it understands what is to be done; asked before a watcher is stored.</summary>
    /// <exception cref="RefusedException">It does not; the message names the field.</exception>
    Task CheckAsync(JsonObject action, Workspace workspace, CancellationToken cancellationToken);

    /// <summary>Does it inside the watcher's own transaction: both are there, or neither.</summary>
    /// <exception cref="RefusedException">It cannot be done; the message becomes the watcher's error.</exception>
    Task<WatcherDeed> ActAsync(Work work, WatcherOrder order, CancellationToken cancellationToken);
}

/// <param name="Caller">For whom: with that person's rights.</param>
public sealed record WatcherOrder(TaskWatcher Watcher, Workspace Workspace, Caller Caller)
{
    public JsonObject Action => Watcher.Action;
}

/// <param name="Reference">What was started; null: nothing.</param>
/// <param name="Message">What is told; null: nothing.</param>
public sealed record WatcherDeed(string? Reference, string? Message = null);
