using System.CommandLine;
using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Server.Hosting;
using Polpo.Tests.Client;
using Xunit;

namespace Polpo.Tests.Cli;

/// <summary>A command line in a temporary repository, against a server of prepared answers.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public CliRun()
    {
        Variables["POLPO_HOME"] = Home;
        Clone.Make(Folder);
        IsSandboxed(true);
        Warns();
        Playbooks();
        var workspace = new WorkspaceView("w", "repository", Folder, DateTimeOffset.UnixEpoch);
        Server.Answers("POST workspaces", workspace);
        Server.Answers($"GET workspaces?path={Uri.EscapeDataString(Folder)}", new Page<WorkspaceView>([workspace]));
    }

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>A real way to a server, instead of the prepared answers.</summary>
    public Func<Surroundings, HostAs, CancellationToken, Task<Connection>>? Connect { get; init; }

    /// <summary>What a person answers who is asked to press Enter.</summary>
    public Func<string, bool> AwaitEnter { get; init; } = _ => false;

    /// <summary>Takes what is to be done at a signal.</summary>
    public Action<Action> OnStop { get; init; } = _ => { };

    public FakeServer Server { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("polpo-cli-").FullName;

    public string Home { get; } = Directory.CreateTempSubdirectory("polpo-home-").FullName;

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public TimeProvider Time { get; init; } = new ImpatientTime();

    /// <summary>What a person types where it is not shown.</summary>
    public string? Typed { get; set; }

    public bool IsHosted { get; set; }

    /// <summary>The server of this machine that answers.</summary>
    public ServerRecord? Running { get; set; }

    public void IsSandboxed(bool sandboxed)
    {
        Server.Forget("GET status");
        Server.Answers(
            "GET status",
            new ServerStatus("1", "sqlite", sandboxed ? "bubblewrap" : "none", null, 0, 0, DateTimeOffset.UnixEpoch)
        );
    }

    /// <summary>What the files of the repository's <c>.polpo</c> have without effect.</summary>
    public void Warns(params IReadOnlyList<FieldWarningView> warnings)
    {
        Server.Forget("GET configuration/warnings?workspace=w");
        Server.Answers("GET configuration/warnings?workspace=w", new Page<FieldWarningView>(warnings));
    }

    public void Playbooks(params IReadOnlyList<PlaybookView> playbooks)
    {
        Server.Forget("GET playbooks?workspace=w");
        Server.Answers("GET playbooks?workspace=w", new Page<PlaybookView>(playbooks));
    }

    /// <summary>How often a server was looked for.</summary>
    public int Connects { get; private set; }

    /// <summary>As what a server in this process would have been started, each time.</summary>
    public List<HostAs> Hosts { get; } = [];

    /// <summary>What Ctrl-C does.</summary>
    public CancellationTokenSource Interrupt { get; } =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public async Task<int> Polpo(params string[] arguments)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        return await PolpoCli.RunAsync(arguments, Here(), Interrupt.Token);
    }

    public Surroundings Here() =>
        new()
        {
            Out = _out,
            Error = _error,
            Interactive = false,
            Folder = Folder,
            Variables = Variables,
            Time = Time,
            Connect = Connect ?? Fake,
            ReadHidden = _ => Typed,
            AwaitEnter = AwaitEnter,
            OnStop = told =>
            {
                OnStop(told);
                return new MemoryStream();
            },
        };

    private Task<Connection> Fake(Surroundings here, HostAs hostAs, CancellationToken cancellationToken)
    {
        Connects++;
        Hosts.Add(hostAs);
        return Task.FromResult(
            new Connection(Server.Http(), IsHosted ? new MemoryStream() : null) { Server = Running }
        );
    }

    public static IEnumerable<Command> AllCommands(Surroundings here)
    {
        var pending = new Stack<Command>([Commands.Build(here)]);
        while (pending.TryPop(out var command))
        {
            yield return command;
            foreach (var below in command.Subcommands.Reverse())
                pending.Push(below);
        }
    }

    public void Dispose()
    {
        Interrupt.Dispose();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(Home, recursive: true);
    }
}
