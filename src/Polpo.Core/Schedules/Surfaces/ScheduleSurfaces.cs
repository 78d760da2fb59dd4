using System.Text.Json.Nodes;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Schedules.Surfaces;

/// <summary>What schedules can start on this server, by name.</summary>
internal sealed class ScheduleSurfaces(IEnumerable<IScheduleSurface> surfaces)
{
    private readonly Dictionary<string, IScheduleSurface> _surfaces = surfaces.ToDictionary(
        surface => surface.Kind,
        StringComparer.Ordinal
    );

    /// <returns>Null when nothing here is of that kind.</returns>
    public IScheduleSurface? Find(string kind) => _surfaces.GetValueOrDefault(kind);

    /// <summary>Every kind hears of it: what a schedule starts may have become another.</summary>
    public async Task FollowAsync(Work work, Schedule schedule, string actor, CancellationToken cancellationToken)
    {
        foreach (var surface in _surfaces.Values)
            await surface.FollowAsync(work, schedule, actor, cancellationToken);
    }

    /// <exception cref="RefusedException">Nothing here is of that kind.</exception>
    public IScheduleSurface Of(JsonObject invocation)
    {
        var kind = invocation["kind"] is JsonValue word && word.TryGetValue<string>(out var text) ? text : null;
        if (kind is not null && _surfaces.TryGetValue(kind, out var surface))
            return surface;
        throw new RefusedException(
            Refusal.Invalid,
            $"invocation.kind is {(kind is null ? "missing" : $"\"{kind}\"")}; a schedule can start: {string.Join(", ", _surfaces.Keys.Order(StringComparer.Ordinal))}."
        );
    }
}
