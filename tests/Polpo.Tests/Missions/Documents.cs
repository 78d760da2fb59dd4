using System.Text;
using Polpo.Core.Agents;
using Polpo.Core.Missions.Documents;

namespace Polpo.Tests.Missions;

/// <summary>Mission documents as tests write them, read beside an agent <c>dev</c> and its manager <c>lead</c>.</summary>
internal static class Documents
{
    public const string Staff = """
        [{"agent":{"name":"dev","reportsTo":"lead"},"teamName":"web"},{"agent":{"name":"lead"},"teamName":"web"}]
        """;

    public static MissionReading Read(string text, string? settings = null, string? name = null)
    {
        var folder = Directory.CreateTempSubdirectory("polpo-mission-");
        try
        {
            var polpo = folder.CreateSubdirectory(".polpo").FullName;
            File.WriteAllText(Path.Combine(polpo, "agents.json"), Staff);
            if (settings is not null)
                File.WriteAllText(Path.Combine(polpo, "polpo.json"), $$"""{"settings":{{settings}}}""");
            var files = new AgentRoster().Files(folder.FullName);
            return MissionReader.Read(
                MissionText.Of("m.json", Encoding.UTF8.GetBytes(text)),
                "m.json",
                name,
                new MissionWorkplace(files.Roster, files.Entries)
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A document of tasks <c>title: what it depends on</c>, with more members behind them.</summary>
    public static string Of(string tasks, string more = "") =>
        $$"""{"name":"m","tasks":[{{string.Join(',', tasks.Split(';', StringSplitOptions.TrimEntries).Select(Task))}}]{{(more.Length == 0 ? "" : $",{more}")}}}""";

    /// <summary>What is wrong, each as its path and what is said.</summary>
    public static IReadOnlyList<string> Problems(string text, string? settings = null) =>
        [.. Read(text, settings).Problems.Found.Select(problem => $"{problem.Path} {problem.Message}")];

    private static string Task(string line)
    {
        var (title, depends) = line.Split(':', StringSplitOptions.TrimEntries) is [var name, var needed]
            ? (name, needed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : (line, []);
        return $$"""{"title":"{{title}}","dependsOn":[{{string.Join(',', depends.Select(one => $"\"{one}\""))}}]}""";
    }
}
