using System.Text.RegularExpressions;
using Polpo.Testing.ScriptedModel;

namespace Polpo.Testing.Missions;

/// <summary>
/// A mission of everything that a mission can have: a diamond a–d, a row of nineteen, one that only the manager can do, one with side effects,
/// a volatile helper, and five behind a gate, two checkpoints and a delay. Each task writes the file that its title names.
/// </summary>
public static partial class ThirtyTaskMission
{
    /// <param name="lead">The manager's model, <c>provider/model</c>.</param>
    public static string Staff(string lead) =>
        $$"""
            [{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead","model":"{{lead}}"},"teamName":"web"}]
            """;

    /// <param name="hard">The check of the task that only the manager can do.</param>
    public static string Document(string hard) =>
        $$"""
            {"name":"thirty","maxConcurrency":4,"team":[{"name":"helper","reportsTo":"lead"}],
             "tasks":[{{string.Join(",\n", Tasks(hard))}}],
             "qualityGates":[{"name":"good","afterTasks":["write d.txt"],"blocksTasks":["write e.txt"],"requireAllPassed":true,"condition":"failed == 0 && done == 1"}],
             "checkpoints":[{"name":"first","afterTasks":["write a.txt"],"blocksTasks":["write b.txt"]},
                            {"name":"second","afterTasks":["write e.txt"],"blocksTasks":["write f.txt"]}],
             "delays":[{"name":"rest","afterTasks":["write f.txt"],"blocksTasks":["write g.txt"],"duration":"PT1S"}]}
            """;

    private static IEnumerable<string> Tasks(string hard)
    {
        yield return Task("a");
        yield return Task("b", "a");
        yield return Task("c", "a");
        yield return Task("d", "b", "c");
        yield return Task("e", "d");
        yield return Task("f", "e");
        yield return Task("g", "f");
        yield return """{"title":"write h.txt","dependsOn":["write g.txt"],"assignTo":"helper"}""";
        yield return $$"""
            {"title":"write hard.txt","dependsOn":["write a.txt"],"assignTo":"dev","maxRetries":0,"expectations":[{"type":"test","command":"{{hard}}"}]}
            """;
        yield return """{"title":"write effect.txt","dependsOn":["write hard.txt"],"sideEffects":true}""";
        yield return Task("r0");
        for (var number = 1; number < 20; number++)
            yield return Task($"r{number}", $"r{number / 3}");
    }

    private static string Task(string name, params string[] needs) =>
        $"{{\"title\":\"write {name}.txt\",\"dependsOn\":[{string.Join(',', needs.Select(need => $"\"write {need}.txt\""))}]}}";

    /// <summary>
    /// A model that writes the file, looks at it in the shell, and is done; where it is gone, as with a server that was lost, it writes it
    /// again. Only the large one can do the hard task.
    /// </summary>
    public static ScriptedReply Answer(Conversation turn)
    {
        var file = FileOf(turn);
        var asked = turn.Entries.LastOrDefault(entry => entry.Role == Role.Model)?.Calls is [var call, ..]
            ? call
            : null;
        var stopped = turn.LastResult.Contains("outcome is unknown", StringComparison.Ordinal);
        var gone = turn.LastResult.Contains("No such file", StringComparison.Ordinal);
        return (turn.LastResults.Count, asked?.Name) switch
        {
            (> 0, "write") when !stopped => Uses("bash", $$"""{"command":"cat {{file}}"}"""),
            (> 0, "bash") when !stopped && !gone => new ScriptedReply { Text = "Written." },
            (> 0, "bash") when stopped => Uses("bash", asked.Arguments),
            _ => Uses("write", $$"""{"path":"{{file}}","content":"{{Content(turn.Model, file)}}\n"}"""),
        };
    }

    /// <summary>The file of the task that a conversation is about.</summary>
    public static string FileOf(Conversation turn) => Title().Match(turn.Prompt).Groups[1].Value;

    private static string Content(string model, string file) =>
        model == "large" && file == "hard.txt" ? "done well" : $"write {file}";

    private static ScriptedReply Uses(string tool, string arguments) =>
        new() { Calls = [new ToolUse("", tool, arguments)] };

    [GeneratedRegex(@"write (\w+\.txt)")]
    private static partial Regex Title();
}
