using Polpo.Core.Environments;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Sandboxes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

/// <summary>What a driver says when it opens a session.</summary>
public sealed record SessionSpec
{
    public required Id<Workspace> Workspace { get; init; }
    public required string Title { get; init; }
    public required string Agent { get; init; }
    public required ModelRef Model { get; init; }
    public Reasoning Reasoning { get; init; } = Reasoning.Off;
    public int MaxTurns { get; init; } = 150;
    public IReadOnlyList<string>? Tools { get; init; }
    public IReadOnlyList<string> AllowedPaths { get; init; } = [];

    public NetworkPolicy Network { get; init; } = NetworkPolicy.Off;

    /// <summary>The system prompt's hash in the blob store.</summary>
    public required string PromptBlob { get; init; }
    public required Id<User> Requester { get; init; }
    public required string RequesterName { get; init; }
    public required Wake Driver { get; init; }

    /// <summary>The commit that its changes are measured against.</summary>
    public required string Base { get; init; }

    /// <summary>The commit that it starts from: <see cref="Base"/>, or where an earlier attempt stopped.</summary>
    public required string Head { get; init; }

    /// <summary>The id of a checkout to share; null: its own.</summary>
    public string? WorktreeId { get; init; }
    public bool ReadOnly { get; init; }
    public EnvironmentSpec Environment { get; init; } = EnvironmentSpec.Found;
    public SandboxLimits Limits { get; init; } = SandboxLimits.None;
}

/// <summary>A prompt for the next turn. The same key again changes nothing. <paramref name="Phase"/> is the driver's word for it.</summary>
public sealed record Prompt(string Key, string Text, string Phase);
