using System.Text.Json.Nodes;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Missions.Edits;

/// <summary>Where titles stand in a document besides the tasks that have them.</summary>
internal static class References
{
    public static void Rename(JsonObject body, string title, string renamed)
    {
        foreach (var list in Lists(body))
        {
            for (var place = 0; place < list.Count; place++)
            {
                if (list[place]?.ToString() == title)
                    list[place] = renamed;
            }
        }
    }

    /// <summary>A gate, checkpoint or delay that has nothing left before it, or nothing behind it, goes too.</summary>
    public static void Remove(JsonObject body, string title)
    {
        foreach (var list in Lists(body))
        {
            for (var place = list.Count - 1; place >= 0; place--)
            {
                if (list[place]?.ToString() == title)
                    list.RemoveAt(place);
            }
        }
        foreach (var holds in Enum.GetValues<HoldKind>().Select(kind => body[kind.Field()]).OfType<JsonArray>())
        {
            for (var place = holds.Count - 1; place >= 0; place--)
            {
                if (
                    holds[place]?["afterTasks"] is JsonArray { Count: 0 }
                    || holds[place]?["blocksTasks"] is JsonArray { Count: 0 }
                )
                    holds.RemoveAt(place);
            }
        }
    }

    private static IEnumerable<JsonArray> Lists(JsonObject body)
    {
        var tasks = body["tasks"] as JsonArray ?? [];
        var holds = Enum.GetValues<HoldKind>().SelectMany(kind => body[kind.Field()] as JsonArray ?? []);
        return tasks
            .Select(task => task?["dependsOn"])
            .Concat(holds.SelectMany(hold => new[] { hold?["afterTasks"], hold?["blocksTasks"] }))
            .OfType<JsonArray>();
    }
}
