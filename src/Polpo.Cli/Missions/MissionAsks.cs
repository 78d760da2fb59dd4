using System.Text.Json.Nodes;
using Polpo.Client;

namespace Polpo.Cli.Missions;

/// <summary>What a mission waits for people for, with the command that answers it.</summary>
internal static class MissionAsks
{
    public static IReadOnlyList<ApprovalView> Of(MissionView mission) => mission.Run?.Approvals ?? [];

    public static IEnumerable<string> Lines(MissionView mission)
    {
        foreach (var ask in Of(mission))
        {
            yield return $"  {Named(ask)}: {ask.Reason}";
            yield return $"    polpo approve {ask.Id}";
            yield return $"    polpo reject {ask.Id}{(ask.RevisionsLeft > 0 ? "   [--feedback \"…\"]" : "")}";
        }
        if (mission.Status == "paused" && Of(mission).All(ask => ask.OwnerId != mission.Id))
            yield return $"  Go on: polpo mission resume {mission.Id}";
    }

    public static JsonNode Json(ApprovalView ask) =>
        new JsonObject
        {
            ["id"] = ask.Id,
            ["ownerKind"] = ask.OwnerKind,
            ["owner"] = ask.OwnerId,
            ["hook"] = ask.Hook,
            ["gate"] = ask.GateName,
            ["title"] = ask.Title,
            ["approve"] = $"polpo approve {ask.Id}",
            ["reject"] = $"polpo reject {ask.Id}",
        };

    private static string Named(ApprovalView ask) =>
        ask.Hook == "mission:checkpoint" ? $"Checkpoint \"{ask.GateName}\""
        : ask.OwnerKind == "mission" ? $"Gate \"{ask.GateName}\""
        : $"Task \"{ask.Title}\"";
}
