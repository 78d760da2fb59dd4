using System.Text.Json;
using Polpo.Core.Gateway;
using Polpo.Core.Sandboxes;
using Polpo.Core.Vault.Lending;

namespace Polpo.Core.Tools;

/// <summary>Something an agent can do. Errors are results, not exceptions; what it throws other than a refusal is a bug.</summary>
public interface ITool
{
    ToolSchema Schema { get; }

    /// <summary>Whether running it again after a crash is harmless.</summary>
    bool Repeatable { get; }

    /// <summary>Whether it may change the worktree.</summary>
    bool Writes { get; }

    Task<ToolResult> RunAsync(ToolContext context, JsonElement arguments, CancellationToken cancellationToken);
}

/// <summary>What a tool sees of the session that calls it.</summary>
public sealed record ToolContext
{
    /// <summary>The call's id: unique in the session, the same after a restart.</summary>
    public required string CallId { get; init; }

    /// <summary>The worktree on the host.</summary>
    public required string Worktree { get; init; }

    /// <summary>Directories relative to the worktree to which the file tools are held; empty: all of it.</summary>
    public required IReadOnlyList<string> AllowedPaths { get; init; }

    /// <summary>Opens the session's sandbox at the first call that needs it.</summary>
    public required Func<CancellationToken, Task<ISandbox>> Sandbox { get; init; }

    /// <summary>What the fetch tools may reach: the same as the sandbox.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Off;

    /// <summary>What the session may use: the same as its sandbox has stand-ins of.</summary>
    public LentSecrets Secrets { get; init; } = LentSecrets.None;

    /// <summary>Takes down what a tool that is not in the sandbox sent or was refused.</summary>
    public Func<EgressTotal, CancellationToken, Task> OnEgress { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Sees output as it comes.</summary>
    public Action<string>? OnOutput { get; init; }
}

/// <summary>What goes back to the model. <paramref name="Outcome"/> is a deliverable that was registered by the call.</summary>
public sealed record ToolResult(string Text, bool IsError = false, Outcome? Outcome = null)
{
    /// <summary>All of it, when the model sees only a notice and the end.</summary>
    public WholeText? Whole { get; init; }

    public static ToolResult Error(string text) => new(text, IsError: true);
}

/// <param name="Text">Ends with what the model sees after the notice.</param>
/// <param name="Notice">What the model sees instead of the rest.</param>
public sealed record WholeText(string Text, string Notice);

public enum OutcomeType
{
    File,
    Text,
    Url,
    Json,
    Media,
}

/// <summary>A deliverable as an agent registered it.</summary>
public sealed record Outcome(OutcomeType Type, string Label)
{
    public string? Path { get; init; }
    public string? MimeType { get; init; }
    public long? Size { get; init; }
    public string? Text { get; init; }
    public string? Url { get; init; }
    public JsonElement? Data { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}
