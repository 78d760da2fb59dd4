using Polpo.Core.Identity;
using Polpo.Core.Missions.Rules;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Missions.Runs;

/// <summary>One execution of a mission: its tasks, what its holds came to, and the branch in which all results end.</summary>
public sealed class MissionRun : IIdentified
{
    public static string Prefix => "mrun";

    public required Id<MissionRun> Id { get; init; }

    public required Id<Workspace> Workspace { get; init; }

    public required Id<Mission> Mission { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>The mission's name; from the second run on with its number: <c>release #2</c>.</summary>
    public required string Group { get; init; }

    /// <summary>What became of this run; the mission itself may go on.</summary>
    public MissionStatus Outcome { get; set; } = MissionStatus.Active;

    public string? Reason { get; set; }

    public RunState State { get; set; } = RunState.Fresh;

    public required Id<User> Requester { get; set; }

    public required string RequesterName { get; set; }

    /// <summary>The commit from which it started; null before its first step.</summary>
    public string? Base { get; set; }

    /// <summary>The commit that has all results; null when there are none.</summary>
    public string? Head { get; set; }

    public required string Branch { get; init; }

    /// <summary>The signed receipt, by its hash.</summary>
    public string? ReceiptBlob { get; set; }

    public bool Merged { get; set; }

    /// <summary>1 to 5; null when nothing was scored.</summary>
    public decimal? Score { get; set; }

    public Usd Cost { get; set; }

    /// <summary>It has ended and holds nothing any more.</summary>
    public bool Closed { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public int Version { get; set; }

    /// <summary>Where its results come together in the mirror.</summary>
    public string Line => $"missions/{Id}";

    public static string GroupOf(string mission, int number) => number == 1 ? mission : $"{mission} #{number}";
}
