using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Tasks.Watchers.Actions;

/// <summary>What watchers can do on this server, by name.</summary>
internal sealed class WatcherActions(IEnumerable<IWatcherAction> actions)
{
    private readonly Dictionary<string, IWatcherAction> _actions = actions.ToDictionary(
        action => action.Kind,
        StringComparer.Ordinal
    );

    /// <exception cref="RefusedException">Nothing here is of that kind.</exception>
    public IWatcherAction Of(JsonObject action)
    {
        var kind = action["kind"] is JsonValue word && word.TryGetValue<string>(out var text) ? text : null;
        if (kind is not null && _actions.TryGetValue(kind, out var found))
            return found;
        throw new RefusedException(
            Refusal.Invalid,
            $"action.kind is {(kind is null ? "missing" : $"\"{kind}\"")}; a watcher can do: {string.Join(", ", _actions.Keys.Order(StringComparer.Ordinal))}."
        );
    }
}
