using System.Text.Json.Nodes;

namespace Polpo.Testing.Simulation.World;

/// <summary>Missions by chance: a graph of three to eight tasks, mostly with a checkpoint, a gate or a delay in it, and tasks that fail.</summary>
internal static class MissionMaker
{
    public static string Document(int number, Chance chance)
    {
        var count = 3 + chance.Below(6, "mission size");
        var titles = Enumerable.Range(1, count).Select(part => $"job of mission {number}, part {part}").ToList();
        var mission = new JsonObject
        {
            ["name"] = $"mission {number}",
            ["maxConcurrency"] = 1 + chance.Below(4, "mission width"),
            ["tasks"] = new JsonArray([.. titles.Select((title, place) => Task(title, titles[..place], chance))]),
        };
        var middle = 1 + chance.Below(count - 2, "mission middle");
        if (chance.Is(0.4, "checkpoint"))
            mission["checkpoints"] = new JsonArray(Hold("look", titles[middle - 1], titles[middle]));
        if (chance.Is(0.3, "quality gate"))
        {
            var gate = Hold("good", titles[middle], titles[^1]);
            gate["condition"] = "failed == 0";
            mission["qualityGates"] = new JsonArray(gate);
        }
        if (chance.Is(0.2, "delay"))
        {
            var delay = Hold("rest", titles[0], titles[middle]);
            delay["duration"] = "PT10M";
            mission["delays"] = new JsonArray(delay);
        }
        if (chance.Is(0.2, "helper"))
            mission["team"] = new JsonArray(new JsonObject { ["name"] = $"helper-{number}", ["reportsTo"] = "lead" });
        if (chance.Is(0.1, "recurring"))
            mission["schedule"] = "15 */4 * * *";
        return mission.ToJsonString();
    }

    private static JsonObject Task(string title, IReadOnlyList<string> earlier, Chance chance)
    {
        var task = new JsonObject
        {
            ["title"] = title,
            ["assignTo"] = "dev",
            ["maxRetries"] = chance.Below(3, "part retries"),
            ["dependsOn"] = new JsonArray([
                .. earlier.Where(_ => chance.Is(0.3, "part depends")).Select(needed => (JsonNode)needed),
            ]),
        };
        if (chance.Is(0.8, "part checked"))
            task["expectations"] = new JsonArray(new JsonObject { ["type"] = "test", ["command"] = "npm test" });
        if (chance.Is(0.1, "part side effects"))
            task["sideEffects"] = true;
        return task;
    }

    private static JsonObject Hold(string name, string after, string blocks) =>
        new()
        {
            ["name"] = name,
            ["afterTasks"] = new JsonArray(after),
            ["blocksTasks"] = new JsonArray(blocks),
        };
}
