using System.Text.Json.Nodes;
using Polpo.Client;

namespace Polpo.Cli.Deploy;

/// <summary>Missions: <c>missions/NAME.json</c>, byte for byte.</summary>
internal static class MissionDeploy
{
    public static async Task<IReadOnlyList<DeployItem>> PlanAsync(
        DeployFolder folder,
        PolpoClient client,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var items = new List<DeployItem>();
        foreach (var (fileName, path) in folder.Documents("missions"))
        {
            var document = DeployFolder.Parse(path);
            var name = (document as JsonObject)?["name"]?.ToString() ?? fileName;
            var page = await client.Missions.ListAsync(workspace, name: name, cancellationToken: cancellationToken);
            // Listings leave documents out.
            var there = page.Items is [var found, ..]
                ? await client.Missions.GetAsync(found.Id, cancellationToken)
                : null;
            items.Add(Item(new MissionFile(name, path, document), there, client, workspace));
        }
        return items;
    }

    private static DeployItem Item(MissionFile file, MissionView? there, PolpoClient client, string workspace)
    {
        var bytes = File.ReadAllBytes(file.Path);
        var shown = ".polpo/missions/" + Path.GetFileName(file.Path);
        if (there is null)
            return new DeployItem(
                "mission",
                file.Name,
                DeployState.New,
                stop => client.Missions.CreateAsync(bytes, workspace, shown, file.Name, stop)
            );
        return new DeployItem(
            "mission",
            file.Name,
            DeployContent.IsSame(Document(file.Document), Document(there.Data), "name")
                ? DeployState.Unchanged
                : DeployState.Changed,
            stop => client.Missions.ReplaceAsync(there.Id, bytes, shown, stop)
        );
    }

    /// <summary>The document itself, where it stands as a text or under <c>data</c>.</summary>
    private static JsonNode? Document(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? JsonNode.Parse(text) : node;

    private sealed record MissionFile(string Name, string Path, JsonNode Document);
}
