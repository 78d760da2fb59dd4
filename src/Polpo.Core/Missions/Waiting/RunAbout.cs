using Polpo.Core.Approvals.Gates;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Missions.Waiting;

/// <summary>What of a run a person is asked about: the key of a hold, or the word of a point at which a gate stands.</summary>
internal static class RunAbout
{
    public static readonly string Execute = HookPoint.MissionExecute.Word();
    public static readonly string Complete = HookPoint.MissionComplete.Word();
    public static readonly string Sla = HookPoint.QualitySla.Word();

    /// <summary>Gates of the settings before the run's beginning and its end: resuming does not pass them.</summary>
    public static bool IsGate(string about) => about == Execute || about == Complete;

    public static bool IsCheckpoint(string about) =>
        about.StartsWith($"{HoldKind.Checkpoint.Word()}:", StringComparison.Ordinal);

    /// <summary>Whether the whole mission stands still until it is answered.</summary>
    public static bool Pauses(string about) => IsGate(about) || IsCheckpoint(about);

    public static MissionHold? HoldOf(this MissionDocument document, string about) =>
        document.Holds.FirstOrDefault(hold => hold.Key == about);
}
