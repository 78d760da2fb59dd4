using System.Text.Json.Nodes;

namespace Polpo.Testing.ScriptedModel;

/// <summary>A request to a model, the same whatever protocol it came in.</summary>
public sealed record Conversation
{
    /// <summary><c>openai-chat</c>, <c>openai-responses</c>, <c>anthropic</c> or <c>gemini</c>.</summary>
    public required string Api { get; init; }
    public required string Model { get; init; }
    public required IReadOnlyList<Entry> Entries { get; init; }
    public IReadOnlyList<string> Tools { get; init; } = [];
    public bool Stream { get; init; }

    /// <summary>Whether token counts are to be streamed too.</summary>
    public bool StreamUsage { get; init; } = true;
    public string? RequiredTool { get; init; }

    /// <summary>The request as it came.</summary>
    public required JsonObject Body { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How many replies the model has given.</summary>
    public int Step => Entries.Count(entry => entry.Role == Role.Model);

    public string System =>
        string.Join('\n', Entries.Where(entry => entry.Role == Role.System).Select(entry => entry.Text));

    /// <summary>The first words from outside.</summary>
    public string Prompt =>
        Entries.FirstOrDefault(entry => entry.Role == Role.User && entry.Text.Length > 0)?.Text ?? "";

    /// <summary>The newest words from outside.</summary>
    public string LastPrompt =>
        Entries.LastOrDefault(entry => entry.Role == Role.User && entry.Text.Length > 0)?.Text ?? "";

    /// <summary>The tool results that came since the newest reply.</summary>
    public IReadOnlyList<ToolAnswer> LastResults =>
        [
            .. Entries
                .Reverse()
                .TakeWhile(entry => entry.Role != Role.Model)
                .Reverse()
                .SelectMany(entry => entry.Results),
        ];

    public string LastResult => string.Join('\n', LastResults.Select(result => result.Text));
}

public enum Role
{
    System,
    User,
    Model,
}

public sealed record Entry(Role Role, string Text)
{
    public IReadOnlyList<ToolUse> Calls { get; init; } = [];
    public IReadOnlyList<ToolAnswer> Results { get; init; } = [];
    public string Thinking { get; init; } = "";
}

/// <param name="Arguments">As text: it need not be JSON.</param>
public sealed record ToolUse(string Id, string Name, string Arguments);

public sealed record ToolAnswer(string CallId, string Text, bool IsError = false);
