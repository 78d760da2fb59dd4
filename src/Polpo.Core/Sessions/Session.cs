using Polpo.Core.Budgets;
using Polpo.Core.Environments;
using Polpo.Core.Gateway;
using Polpo.Core.Git;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Sandboxes;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Sessions;

/// <summary>One durable conversation of one agent in one working directory. It owns its turns, its facts, its cost and its worktree.</summary>
public sealed class Session : IIdentified
{
    public static string Prefix => "sess";

    public required Id<Session> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required string Title { get; init; }

    public required string Agent { get; init; }

    /// <summary>The model of the next turn, as <c>provider/model</c>.</summary>
    public required string Model { get; set; }

    public required Reasoning Reasoning { get; init; }

    /// <summary>Model replies that one turn may take; reaching it fails the turn.</summary>
    public required int MaxTurns { get; init; }

    /// <summary>Exact names and wildcards, or null for the core set.</summary>
    public required IReadOnlyList<string>? Tools { get; init; }

    public required IReadOnlyList<string> AllowedPaths { get; init; }

    /// <summary>What its sandbox and its fetch tools may reach.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Off;

    /// <summary>How far the runner's log of what left the sandbox has been read.</summary>
    public long EgressOffset { get; set; }

    /// <summary>The system prompt, by its hash.</summary>
    public required string PromptBlob { get; init; }

    public required Id<User> Requester { get; init; }

    public required string RequesterName { get; init; }

    /// <summary>What decides the next turn: woken when one ends.</summary>
    public required string DriverKind { get; init; }

    public required string DriverId { get; init; }

    /// <summary>The id of its checkout; sessions that only look may share one.</summary>
    public required string WorktreeId { get; init; }

    /// <summary>A session that looks but does not change: no checkpoint is made of it.</summary>
    public required bool ReadOnly { get; init; }

    /// <summary>What its commands need, as it is stored.</summary>
    public required string? Setup { get; init; }

    /// <summary>What its sandbox may use.</summary>
    public SandboxLimits Limits { get; init; } = SandboxLimits.None;

    /// <summary>The disk on which its worktree stands; null: none yet, or the only one that there is.</summary>
    public string? Disk { get; set; }

    public required string Base { get; init; }

    public required string Head { get; set; }

    public SessionStatus Status { get; private set; } = SessionStatus.Idle;

    /// <summary>The rung of the sandbox ladder in which its tools ran; empty before the first.</summary>
    public string Sandbox { get; set; } = "";

    /// <summary>Model replies so far.</summary>
    public int Replies { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public Usd Cost { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }

    public EnvironmentSpec Environment => EnvironmentSpec.Read(Setup);

    public CommitId HeadCommit => new(Head);

    public Wake Driver => new(DriverKind, DriverId);

    /// <summary>On whose account its calls are. A session that only looks reviews another's work.</summary>
    public Charge Charge =>
        new(Id)
        {
            Task = Charge.TaskOf(DriverId),
            Person = Requester,
            Agent = Agent,
            Purpose = ReadOnly ? Purpose.Review : Purpose.Work,
        };

    public void Move(SessionMove move, DateTimeOffset now)
    {
        Status =
            Status.After(move)
            ?? throw new RefusedException(
                Refusal.Conflict,
                $"Session {Id} is {Status.ToString().ToLowerInvariant()}; it cannot {move.ToString().ToLowerInvariant()} now."
            );
        UpdatedAt = now;
        Version++;
    }

    public void Account(Reply reply, DateTimeOffset now)
    {
        Replies++;
        InputTokens += reply.Usage.Input;
        OutputTokens += reply.Usage.Output;
        Cost += reply.Cost;
        UpdatedAt = now;
        Version++;
    }
}
