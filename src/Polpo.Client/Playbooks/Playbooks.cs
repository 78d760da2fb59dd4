using System.Text.Json.Nodes;

namespace Polpo.Client;

/// <param name="File">Where it stands.</param>
/// <param name="Home">workspace, templates (the former name of the same), installation.</param>
/// <param name="Mission">The mission document with its placeholders; left out of lists.</param>
/// <param name="Problem">What is wrong with its file; then only name, file and home are known.</param>
public sealed record PlaybookView
{
    public required string Name { get; init; }
    public required string File { get; init; }
    public required string Home { get; init; }
    public string? Description { get; init; }
    public string? Version { get; init; }
    public string? Author { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<PlaybookParameterView> Parameters { get; init; } = [];
    public JsonNode? Mission { get; init; }

    /// <summary>The whole file as JSON; left out of lists.</summary>
    public JsonNode? Document { get; init; }
    public string? Problem { get; init; }
}

/// <param name="Type">string, number, boolean.</param>
/// <param name="Default">Its value when none is given; absent: none.</param>
/// <param name="Enum">The only values that it may have; absent: any of its type.</param>
public sealed record PlaybookParameterView(
    string Name,
    string? Description,
    string Type,
    bool Required,
    JsonNode? Default,
    IReadOnlyList<JsonNode>? Enum
);

/// <param name="Parameters">Values by name; a text is read in the parameter's type.</param>
public sealed record RunPlaybook(JsonObject? Parameters = null);

/// <param name="Warnings">What was left out, as sentences.</param>
public sealed record StartedPlaybookView(MissionView Mission, IReadOnlyList<string> Warnings);

/// <summary>What a playbook comes to with some values; nothing is stored.</summary>
/// <param name="Name">The mission's name, unless another has it.</param>
/// <param name="Mission">The document; absent when the values could not be put in.</param>
/// <param name="Order">The titles in the order in which they may start; empty when something is wrong.</param>
/// <param name="More">Problems that are not listed, for there are too many.</param>
public sealed record PlaybookCheckView(
    bool Valid,
    string? Name,
    JsonNode? Mission,
    IReadOnlyList<string> Order,
    IReadOnlyList<MissionProblemView> Problems,
    int More,
    IReadOnlyList<string> Warnings
);
