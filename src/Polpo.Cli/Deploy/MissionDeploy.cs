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
        foreach (var file in folder.Documents("missions"))
        {
            var document = file.Node;
            var name = (document as JsonObject)?["name"]?.ToString() ?? file.Name;
            var page = await client.Missions.ListAsync(workspace, name: name, cancellationToken: cancellationToken);
            // Listings leave documents out.
            var there = page.Items is [var found, ..]
                ? await client.Missions.GetAsync(found.Id, cancellationToken)
                : null;
            var same = there is not null && DeployContent.IsSame(Document(document), Document(there.Data), "name");
            items.Add(Item(file, name, same, there?.Id, client, workspace));
        }
        return items;
    }

    private static DeployItem Item(
        DeployFile file,
        string name,
        bool same,
        string? there,
        PolpoClient client,
        string workspace
    )
    {
        var shown = ".polpo/missions/" + Path.GetFileName(file.Path);
        return new DeployItem(
            "mission",
            name,
            there is null ? DeployState.New
                : same ? DeployState.Unchanged
                : DeployState.Changed,
            stop =>
                there is null
                    ? client.Missions.CreateAsync(file.Bytes, workspace, shown, name, stop)
                    : client.Missions.ReplaceAsync(there, file.Bytes, shown, stop)
        );
    }

    /// <summary>The document itself, where it stands as a text or under <c>data</c>.</summary>
    private static JsonNode? Document(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? JsonNode.Parse(text) : node;
}
