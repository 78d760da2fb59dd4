using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Core.Missions.Times;

/// <summary>What a schedule or a watcher says of the mission that it starts: <c>{ kind: "mission", mission: NAME|ID }</c>.</summary>
internal static class MissionInvocation
{
    public const string Kind = "mission";

    public static JsonObject Of(Mission mission) => new() { ["kind"] = Kind, ["mission"] = mission.Id.Text };

    /// <param name="place">How messages call the object.</param>
    /// <exception cref="RefusedException">It cannot be understood; the message names the field.</exception>
    public static string Read(JsonObject invocation, string place = "invocation")
    {
        if (invocation.FirstOrDefault(member => member.Key is not ("kind" or "mission")).Key is { } unknown)
            throw new RefusedException(
                Refusal.Invalid,
                $"{place}.{unknown} is not known; {place}.mission is the mission's name or id."
            );
        return
            invocation["mission"] is JsonValue value
            && value.TryGetValue<string>(out var named)
            && !string.IsNullOrWhiteSpace(named)
            ? named
            : throw new RefusedException(
                Refusal.Invalid,
                $"{place}.mission is missing; write the mission's name or id."
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
            $"There is no mission \"{named}\" in this workspace. See polpo mission list"
        );
}
