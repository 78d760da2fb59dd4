using Polpo.Cli.Connecting;
using Polpo.Cli.Shell;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Demo;

/// <summary>The demo in the browser: the server on its port, with a link that signs in once.</summary>
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

    public static async Task<DemoPage> OpenAsync(Invocation command, CancellationToken cancellationToken)
    {
        if (new RunFolder(command.Here.Home).Find() is { } running)
        {
            command.Say($"A server runs already. Watch at {running.Address}");
            return new DemoPage(null, await command.ConnectToWorkAsync(cancellationToken));
        }
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
        command.Say($"\nWatch it in the browser, the link signs you in once: {server.SignInLink}");
        if (command.Live && command.Here.AwaitEnter("Press Enter to start."))
            command.Say("");
        return new DemoPage(server, new Connection(ServerHttp.To(server.Address, server.ClientToken), server));
    }

    public async Task ServeAsync(Invocation command, CancellationToken cancellationToken)
    {
        if (_server is null)
            return;
        command.Say($"\nThe page stays at {_server.Address}. Stop with Ctrl-C.");
        await _server.WaitAsync(cancellationToken);
    }
}
