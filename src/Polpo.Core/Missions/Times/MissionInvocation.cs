using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Times;

/// <summary>What a schedule says of the mission that it starts: <c>{ kind: "mission", mission: NAME|ID }</c>.</summary>
internal static class MissionInvocation
{
    public const string Kind = "mission";

    public static JsonObject Of(Mission mission) => new() { ["kind"] = Kind, ["mission"] = mission.Id.Text };

    /// <exception cref="RefusedException">It cannot be understood; the message names the field.</exception>
    public static string Read(JsonObject invocation)
    {
        if (invocation.FirstOrDefault(member => member.Key is not ("kind" or "mission")).Key is { } unknown)
            throw new RefusedException(
                Refusal.Invalid,
                $"invocation.{unknown} is not known; invocation.mission is the mission's name or id."
            );
        return
            invocation["mission"] is JsonValue value
            && value.TryGetValue<string>(out var named)
            && !string.IsNullOrWhiteSpace(named)
            ? named
            : throw new RefusedException(
                Refusal.Invalid,
                "invocation.mission is missing; write the mission's name or id."
            );
    }

    public static Task<Mission?> FindAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        string named,
        CancellationToken cancellationToken
    )
    {
        var missions = db.Set<Mission>().Where(row => row.Workspace == workspace);
        return Id<Mission>.TryParse(named, out var id)
            ? missions.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            : missions.SingleOrDefaultAsync(row => row.Name == named, cancellationToken);
    }

    public static async Task<Mission> GetAsync(
        PolpoDb db,
        Id<Workspace> workspace,
        string named,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(db, workspace, named, cancellationToken)
        ?? throw new RefusedException(
            Refusal.NotFound,
            $"There is no mission \"{named}\" in this workspace (invocation.mission). See polpo mission list"
        );
}
