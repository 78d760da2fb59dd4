using System.Text.Json;
using System.Text.Json.Nodes;
using Polpo.Core.Schedules.Timing;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Schedules;

/// <summary>A schedule as a person asks for it.</summary>
public sealed record ScheduleSpec
{
    private const int LongestName = 200;
    private const int LongestDescription = 2000;
    private const int LargestMetadata = 16 * 1024;
    private const int DeepestMetadata = 12;
    private const int MostMetadata = 1000;

    public required Id<Workspace> Workspace { get; init; }
    public string? Name { get; init; }
    public string? Description { get; init; }
    public required ScheduleTiming Timing { get; init; }
    public required JsonObject Invocation { get; init; }
    public SchedulePolicy Policy { get; init; } = new();
    public JsonObject? Metadata { get; init; }

    internal void Check()
    {
        if (
            Name is { } name
            && (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl))
        )
            throw Invalid($"name must be one line of 1 to {LongestName} characters.");
        if (Description?.Length > LongestDescription)
            throw Invalid($"description has {Description.Length} characters; at most {LongestDescription} are kept.");
        Policy.Checked();
        if (Metadata is not null)
            CheckMetadata(Metadata);
    }

    private static void CheckMetadata(JsonObject metadata)
    {
        var size = JsonSerializer.SerializeToUtf8Bytes(metadata).Length;
        if (size > LargestMetadata)
            throw Invalid($"metadata has {size} bytes; at most {LargestMetadata} are kept.");
        var nodes = 0;
        Count(metadata, 1, ref nodes);
    }

    private static void Count(JsonNode? node, int depth, ref int nodes)
    {
        if (depth > DeepestMetadata)
            throw Invalid($"metadata is nested deeper than {DeepestMetadata} levels.");
        if (++nodes > MostMetadata)
            throw Invalid($"metadata has more than {MostMetadata} values.");
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var one in inner)
            Count(one, depth + 1, ref nodes);
    }

    private static RefusedException Invalid(string message) => new(Refusal.Invalid, message);
}

/// <summary>What is to be different about a schedule; what is null stays.</summary>
public sealed record ScheduleChange(
    string? Name = null,
    string? Description = null,
    ScheduleTiming? Timing = null,
    JsonObject? Invocation = null,
    SchedulePolicy? Policy = null,
    JsonObject? Metadata = null
);
