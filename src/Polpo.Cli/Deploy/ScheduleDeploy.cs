using System.Text.Json.Nodes;
using Polpo.Cli.Naming;
using Polpo.Client;

namespace Polpo.Cli.Deploy;

/// <summary>Schedules: <c>schedules/NAME.json</c>, each as <c>POST /schedules</c> takes it.</summary>
internal static class ScheduleDeploy
{
    public static async Task<IReadOnlyList<DeployItem>> PlanAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var files = folder.Documents("schedules");
        if (files.Count == 0)
            return [];
        var there = await Names.Schedules(client, workspace, cancellationToken).ToListAsync(cancellationToken);
        return [.. files.Select(file => Item(file, there, client, workspace))];
    }

    private static DeployItem Item(DeployFile file, List<ScheduleView> there, PolpoClient client, string workspace)
    {
        var read = file.As<CreateSchedule>();
        var wanted = read with { Name = read.Name ?? file.Name, Workspace = workspace };
        if (there.Find(one => one.Name == wanted.Name) is not { } before)
            return new DeployItem(
                "schedule",
                wanted.Name,
                DeployState.New,
                stop => client.Schedules.CreateAsync(wanted, stop)
            );
        var change = new PatchSchedule
        {
            Description = wanted.Description,
            Timing = wanted.Timing,
            Invocation = wanted.Invocation,
            Policy = wanted.Policy,
            Metadata = wanted.Metadata,
        };
        return new DeployItem(
            "schedule",
            wanted.Name,
            IsSame(wanted, before) ? DeployState.Unchanged : DeployState.Changed,
            stop => client.Schedules.ChangeAsync(before.Id, change, before.Revision, stop)
        );
    }

    /// <summary>What a file does not say stays as the server has it.</summary>
    private static bool IsSame(CreateSchedule wanted, ScheduleView there) =>
        (wanted.Description is null || wanted.Description == there.Description)
        && wanted.Timing with { Timezone = wanted.Timing.Timezone ?? "UTC" } == there.Timing
        && JsonNode.DeepEquals(wanted.Invocation, there.Invocation)
        && (wanted.Metadata is null || JsonNode.DeepEquals(wanted.Metadata, there.Metadata))
        && Says(wanted.Policy?.CatchUp, there.Policy.CatchUp)
        && Says(wanted.Policy?.MisfireGraceSeconds, there.Policy.MisfireGraceSeconds)
        && Says(wanted.Policy?.MaxConcurrency, there.Policy.MaxConcurrency);

    private static bool Says<T>(T? wanted, T? there) => wanted is null || wanted.Equals(there);
}
