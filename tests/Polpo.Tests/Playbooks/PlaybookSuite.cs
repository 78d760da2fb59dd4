using System.Text;
using System.Text.Json.Nodes;
using Polpo.Core.Identity;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Playbooks;
using Polpo.Core.Playbooks.Filling;
using Polpo.Core.Workspaces;
using Polpo.Tests.Server;

namespace Polpo.Tests.Playbooks;

/// <summary>A server with a workspace, and playbooks in files of its repository.</summary>
public abstract class PlaybookSuite : ServerSuite, IAsyncLifetime
{
    protected Workspace Shop { get; private set; } = null!;

    protected Caller Me { get; private set; } = null!;

    private PlaybookQueries Queries => Polpo.Get<PlaybookQueries>();

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Me = await Polpo.Get<Users>().LocalAsync(Stop);
        Shop = await Repositories.OpenAsync(Polpo, Me, Stop);
    }

    protected string At(string path) => Path.Combine(Shop.RepositoryPath, path);

    protected void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text, new UTF8Encoding(false));
    }

    /// <summary>Writes a playbook <c>p</c> of these parameters and this mission, and fills it.</summary>
    protected FilledPlaybook Fill(string parameters, string mission, JsonObject? values)
    {
        Write(
            ".polpo/playbooks/p/playbook.json",
            $$"""{"name":"p","parameters":[{{parameters}}],"mission":{{mission}}}"""
        );
        return Queries.Fill(Shop, "p", values);
    }

    /// <summary>What is wrong, each as its path and what is said.</summary>
    protected IReadOnlyList<string> Problems(string parameters, string mission, JsonObject? values = null) =>
        Told(Fill(parameters, mission, values).Problems);

    protected static IReadOnlyList<string> Told(IEnumerable<MissionProblem> problems) =>
        [.. problems.Select(problem => $"{problem.Path} {problem.Message}")];

    /// <summary>A mission of one task.</summary>
    protected static string Task(string more) =>
        $$"""{"tasks":[{"title":"T"{{(more.Length > 0 ? "," : "")}}{{more}}}]}""";
}
