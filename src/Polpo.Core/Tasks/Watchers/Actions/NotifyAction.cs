using System.Text.Json.Nodes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Tasks.Watchers.Actions;

/// <summary><c>{ kind: "notify", message }</c>: the event <c>watcher:fired</c> says it, to whoever listens to events and webhooks.</summary>
internal sealed class NotifyAction : IWatcherAction
{
    private const int LongestMessage = 2000;

    public string Kind => "notify";

    public Task CheckAsync(JsonObject action, Workspace workspace, CancellationToken cancellationToken)
    {
        Message(action);
        return Task.CompletedTask;
    }

    public Task<WatcherDeed> ActAsync(Work work, WatcherOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(new WatcherDeed(null, Message(order.Action)));

    private static string? Message(JsonObject action)
    {
        if (action.FirstOrDefault(member => member.Key is not ("kind" or "message")).Key is { } unknown)
            throw new RefusedException(Refusal.Invalid, $"action.{unknown} is not known; action.message is the text.");
        if (action["message"] is not { } node)
            return null;
        return node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= LongestMessage
            ? text
            : throw new RefusedException(
                Refusal.Invalid,
                $"action.message must be a text of at most {LongestMessage} characters."
            );
    }
}
