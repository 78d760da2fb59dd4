using System.Text.Json.Nodes;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Deploy;

/// <summary>Settings: those of <c>polpo.json</c>, one by one. What a file does not say stays as the server has it.</summary>
internal static class SettingsDeploy
{
    public static async Task<IReadOnlyList<DeployItem>> PlanAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        if (folder.Object("polpo.json")?["settings"] is not { } node)
            return [];
        if (node is not JsonObject { Count: > 0 } wanted)
            return node is JsonObject
                ? []
                : throw new RefusedException(Refusal.Invalid, "settings in .polpo/polpo.json must be an object.");
        var there = await client.Agents.SettingsAsync(workspace, cancellationToken);
        return [.. wanted.Select(setting => Item(setting.Key, setting.Value, there, client, workspace))];
    }

    private static DeployItem Item(
        string name,
        JsonNode? wanted,
        JsonObject there,
        PolpoClient client,
        string workspace
    ) =>
        new(
            "setting",
            name,
            !there.ContainsKey(name) ? DeployState.New
                : JsonNode.DeepEquals(wanted, there[name]) ? DeployState.Unchanged
                : DeployState.Changed,
            stop => client.Agents.ChangeSettingsAsync(new JsonObject { [name] = wanted?.DeepClone() }, workspace, stop)
        );
}
