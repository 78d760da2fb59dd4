using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Client;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Demo;

/// <summary>The demo in the browser: the server on its port, with a link that signs in once and shows the demo's workspace.</summary>
internal sealed class DemoPage
{
    private readonly PolpoServer? _server;

    private DemoPage(PolpoServer? server, Connection connection)
    {
        _server = server;
        Connection = connection;
    }

    /// <summary>Ends the server with it, when it is ours.</summary>
    public Connection Connection { get; }

    public static async Task<DemoPage> OpenAsync(
        Invocation command,
        string repository,
        CancellationToken cancellationToken
    )
    {
        if (new RunFolder(command.Here.Home).Find() is { } running)
            return await BesideAsync(command, running, repository, cancellationToken);
        var server = await PolpoServer.StartAsync(
            new PolpoServerOptions
            {
                Home = command.Here.Home,
                Port = command.Get(CommonOptions.Port) ?? PolpoServerOptions.DefaultPort,
                SandboxKind = command.Get(CommonOptions.Sandbox),
                Variables = command.Here.Variables,
            },
            cancellationToken
        );
        var connection = new Connection(ServerHttp.To(server.Address, server.ClientToken), server);
        var link = await LinkAsync(connection.Client, server.SignInLink!, repository, cancellationToken); // it listens on a port
        command.Say($"\nWatch it in the browser, the link signs you in once: {link}");
        if (command.Live && command.Here.AwaitEnter("Press Enter to start."))
            command.Say("");
        return new DemoPage(server, connection);
    }

    public async Task ServeAsync(Invocation command, CancellationToken cancellationToken)
    {
        if (_server is null)
            return;
        command.Say($"\nThe page stays at {_server.Address}. Stop with Ctrl-C.");
        await _server.WaitAsync(cancellationToken);
    }

    /// <summary>A server runs: its page shows the demo, too.</summary>
    private static async Task<DemoPage> BesideAsync(
        Invocation command,
        ServerRecord running,
        string repository,
        CancellationToken cancellationToken
    )
    {
        if (command.Get(CommonOptions.Port) is { } port)
            command.Note($"--port {port} is not used: a server runs already (pid {running.Pid}, {running.Address}).");
        var connection = await command.ConnectToWorkAsync(since: null, cancellationToken);
        if (running.Address.StartsWith("unix:", StringComparison.Ordinal))
        {
            command.Say($"Another polpo command is at work here (pid {running.Pid}) and has no page.");
            return new DemoPage(null, connection);
        }
        var signIn = await connection.Client.Server.MakeSignInLinkAsync(cancellationToken);
        var link = await LinkAsync(connection.Client, signIn.Url, repository, cancellationToken);
        command.Say($"A server runs already. Watch it there, the link signs you in once: {link}");
        return new DemoPage(null, connection);
    }

    private static async Task<string> LinkAsync(
        PolpoClient client,
        string signIn,
        string repository,
        CancellationToken cancellationToken
    )
    {
        var workspace = await client.Workspaces.OpenAsync(new OpenWorkspace(repository), cancellationToken);
        return $"{signIn}&workspace={workspace.Id}";
    }
}
