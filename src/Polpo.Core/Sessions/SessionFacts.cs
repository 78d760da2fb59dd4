using System.Text.Json;
using Polpo.Core.Budgets.Holds;
using Polpo.Core.Tools;
using Polpo.Engine.Journal;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Sessions;

/// <param name="Network">What it may reach, in words.</param>
public sealed record SessionCreated(
    string Agent,
    string Model,
    string? Task,
    string Title,
    string Base,
    string? Network = null
) : IFact
{
    public static string Type => "session.created";
}

public sealed record SessionCanceled(string Reason) : IFact
{
    public static string Type => "session.canceled";
}

public sealed record SessionEnded : IFact
{
    public static string Type => "session.ended";
}

/// <param name="DurationMs">0 when a layer that another session built was reused.</param>
public sealed record EnvironmentReady(string? Key, bool Reused, long DurationMs, string? Failure) : IFact
{
    /// <summary>The rung of the sandbox ladder.</summary>
    public string? Sandbox { get; init; }

    public static string Type => "environment.ready";
}

/// <param name="PromptBlob">The prompt's hash, when it is too long to stand here.</param>
public sealed record TurnRequested(Id<Turn> Turn, int Number, string Phase, string? Prompt, string? PromptBlob) : IFact
{
    public static string Type => "turn.requested";
}

public sealed record CalledTool(string Id, string Name, string Arguments);

/// <summary>A model's finished reply: the intent of the tool calls in it, durable before they start.</summary>
/// <param name="Cost">Micro-dollars.</param>
/// <param name="Blob">The whole message, when it holds more than text and calls or is too long to stand here.</param>
/// <param name="Counted">The month in which it counts; null: from before there were budgets.</param>
/// <param name="Hold">The room in the budgets that it had; null: none bounded it.</param>
public sealed record ModelReplied(
    Id<Turn> Turn,
    int Step,
    string? Text,
    string? Thinking,
    IReadOnlyList<CalledTool> Calls,
    string? Blob,
    string Model,
    long Input,
    long Output,
    long CachedInput,
    Usd Cost,
    string? Counted = null,
    Id<Hold>? Hold = null
) : IFact
{
    public static string Type => "model.replied";
}

public sealed record ToolStarted(Id<Turn> Turn, string Call, string Name, string Arguments) : IFact
{
    public static string Type => "tool.started";
}

/// <param name="Blob">The whole text's hash, when <paramref name="Text"/> is only its end.</param>
/// <param name="Notice">What the model saw instead of the beginning of a text that was too long even for it.</param>
/// <param name="Shown">With a notice: how many characters from the end of the whole text it saw.</param>
public sealed record ToolFinished(
    Id<Turn> Turn,
    string Call,
    string Name,
    bool Error,
    string Text,
    string? Blob,
    long DurationMs,
    Outcome? Outcome,
    string? Notice = null,
    int? Shown = null
) : IFact
{
    public static string Type => "tool.finished";
}

/// <param name="After">The last call that had ended when it began, for one in the middle of a turn; null: all of them.</param>
public sealed record CheckpointMade(Id<Turn> Turn, string Commit, string? After = null) : IFact
{
    public static string Type => "checkpoint.made";
}

/// <param name="Blob">The conversation from here on, as messages.</param>
/// <param name="Before">Tokens of the conversation before.</param>
public sealed record ContextCompacted(Id<Turn> Turn, string Blob, long Before, long After) : IFact
{
    public static string Type => "context.compacted";
}

/// <param name="Result">done, failed, canceled.</param>
public sealed record TurnEnded(Id<Turn> Turn, TurnStatus Result, string? Reason, string? Text) : IFact
{
    public static string Type => "turn.ended";
}
