using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polpo.Cli.Connecting;
using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Shell;

/// <summary>One run of one command: what was asked for, and how it answers.</summary>
internal sealed class Invocation(Surroundings here, ParseResult parsed)
{
    public Surroundings Here => here;

    /// <summary>The same run, as if these were around it.</summary>
    public Invocation In(Surroundings others) => new(others, parsed);

    public bool Json => parsed.GetValue(CommonOptions.Json);

    /// <summary>Live progress: a person watches and did not ask for JSON.</summary>
    public bool Live => here.Interactive && !Json;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>The running server; when there is none, one in this process that answers but runs no agents.</summary>
    public Task<Connection> ConnectAsync(CancellationToken cancellationToken) =>
        ConnectAsync(HostAs.Desk, cancellationToken);

    /// <summary>The running server; when there is none, one in this process that runs agents too.</summary>
    /// <param name="since">The first hex digits of the ids from which on it works; null: it goes on with all that was left, too.</param>
    public Task<Connection> ConnectToWorkAsync(string? since, CancellationToken cancellationToken) =>
        ConnectAsync(new HostAs(Works: true, Get(CommonOptions.Sandbox), since), cancellationToken);

    private Task<Connection> ConnectAsync(HostAs hostAs, CancellationToken cancellationToken)
    {
        Connections.RequireSound(here["POLPO_URL"], here["POLPO_API_KEY"]);
        return here.Connect(here, hostAs, cancellationToken);
    }

    /// <summary>How the ids of everything begin, or go on higher, that is made from now on.</summary>
    public string IdsFromNow() =>
        here.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);

    /// <summary>The workspace of the repository that the command is about. It is opened when there is none.</summary>
    public Task<WorkspaceView> WorkspaceAsync(PolpoClient client, CancellationToken cancellationToken) =>
        client.Workspaces.OpenAsync(new OpenWorkspace(RepositoryPath()), cancellationToken);

    /// <summary>The same for who only looks: null where none was opened, and none is.</summary>
    public async Task<string?> FindWorkspaceAsync(PolpoClient client, CancellationToken cancellationToken) =>
        (await client.Workspaces.FindAsync(RepositoryPath(), cancellationToken))?.Id;

    /// <summary>For who only looks at the files in the repository's <c>.polpo</c>: its path where there is no workspace.</summary>
    public async Task<string> WorkspaceOrPathAsync(PolpoClient client, CancellationToken cancellationToken) =>
        await FindWorkspaceAsync(client, cancellationToken) ?? RepositoryPath();

    /// <summary>The top folder of the repository around <c>--repo</c> or the current folder.</summary>
    public string RepositoryPath()
    {
        var asked = Path.GetFullPath(Get(CommonOptions.Repo) ?? ".", here.Folder);
        if (!Directory.Exists(asked))
            throw new RefusedException(Refusal.NotFound, $"There is no folder {asked}.");
        for (var folder = asked; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
                return folder;
            if (IsBare(folder))
                throw new RefusedException(
                    Refusal.Invalid,
                    $"{folder} is a bare repository. Clone it, and go into the clone: git clone {folder}"
                );
        }
        throw new RefusedException(
            Refusal.Invalid,
            $"{asked} is not in a git repository. Go into one, name one with --repo, or make one: git init."
        );
    }

    private static bool IsBare(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD"))
        && Directory.Exists(Path.Combine(folder, "objects"))
        && Directory.Exists(Path.Combine(folder, "refs"));

    /// <summary>Says something to a person; with <c>--json</c> nothing.</summary>
    public void Say(string text)
    {
        if (!Json)
            here.Out.WriteLine(Plain.Text(text));
    }

    /// <summary>A line to a person that is no result: shown on standard error, so that results can be piped.</summary>
    public void Note(string text)
    {
        if (!Json)
            here.Error.WriteLine(Plain.Text(text));
    }

    /// <summary>With <c>--json</c> the objects, a line each; else what <paramref name="human"/> prints.</summary>
    public void ShowAll<T>(IEnumerable<T> items, Action<TextWriter> human)
    {
        if (!Json)
        {
            human(here.Out);
            return;
        }
        foreach (var item in items)
            WriteJson(item);
    }

    public void Show<T>(T item, Action<TextWriter> human) => ShowAll([item], human);

    public void WriteJson<T>(T item)
    {
        here.Out.WriteLine(PlainJson.Of(item));
        here.Out.Flush();
    }
}
