using Polpo.Core.Budgets;
using Polpo.Core.Environments;
using Polpo.Core.Git;
using Polpo.Core.Identity;
using Polpo.Core.Models;
using Polpo.Core.Sandboxes;
using Polpo.Core.Tools;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Assessment;

/// <summary>What is to be assessed. The same <paramref name="Key"/> again (after a restart) goes on where it stopped.</summary>
public sealed record AssessmentRequest(string Key, string Trigger, Id<Workspace> Workspace)
{
    /// <summary>Whose assessment it is: woken when a reviewer's session ends.</summary>
    public required Wake Driver { get; init; }
    public required Id<User> Requester { get; init; }
    public required string RequesterName { get; init; }
    public required string Title { get; init; }
    public required string Description { get; init; }
    public required CommitId Base { get; init; }
    public required CommitId Head { get; init; }
    public EnvironmentSpec Environment { get; init; } = EnvironmentSpec.Found;
    public SandboxLimits Limits { get; init; } = SandboxLimits.None;

    /// <summary>The agent's last words.</summary>
    public string? Answer { get; init; }
    public required IReadOnlyList<Expectation> Expectations { get; init; }
    public required IReadOnlyList<ExpectedOutcome> ExpectedOutcomes { get; init; }
    public required IReadOnlyList<Outcome> Outcomes { get; init; }
    public required ModelRef JudgeModel { get; init; }

    /// <summary>On whose account its calls are.</summary>
    public Charge Charge =>
        new(Driver.Id)
        {
            Task = Budgets.Charge.TaskOf(Driver.Id),
            Person = Requester,
            Purpose = Purpose.Review,
        };

    /// <summary>How long one check may take.</summary>
    public TimeSpan CheckLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The checkout in which checks run and reviewers look: a fresh one of the head commit, so that nothing an agent left behind counts.</summary>
    public string CheckoutId { get; init; } = CheckoutOf(Key);

    internal static string CheckoutOf(string key) => $"check-{key}";
}
