using Polpo.Cli.Shell;
using Polpo.Engine.Kernel;
using Polpo.Server.Hosting;

namespace Polpo.Cli.Connecting;

/// <summary>Finds the server to talk to; when none runs, becomes it. A lock on the data folder decides, so there are never two.</summary>
internal static class Connections
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    /// <exception cref="RefusedException">No server can be reached or started; the message says what to do.</exception>
    public static async Task<Connection> OpenAsync(
        Surroundings here,
        HostAs hostAs,
        CancellationToken cancellationToken
    )
    {
        if (here["POLPO_URL"] is { } url)
            return Remote(url, here["POLPO_API_KEY"]);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return Running(here, hostAs) ?? await HostAsync(here, hostAs, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Refusal == Refusal.Unavailable && tries < 10)
            {
                // Another command line became the server at this moment, or stops being it.
                await Task.Delay(BetweenTries, here.Time, cancellationToken);
            }
        }
    }

    /// <exception cref="RefusedException">The key is for no server, or what is sent would go over a network in the clear.</exception>
    public static void RequireSound(string? url, string? key)
    {
        if (url is null && key is not null)
            throw new RefusedException(
                Refusal.Invalid,
                "POLPO_API_KEY is set, and POLPO_URL is not: here you would be the owner of this machine's own server, whatever the key may. Say which server it is for (export POLPO_URL=https://…), or unset POLPO_API_KEY."
            );
        if (
            url is not null
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttp
            && !uri.IsLoopback
        )
            throw new RefusedException(
                Refusal.Invalid,
                $"POLPO_URL is {url}: your key and what is sent would go over the network in the clear. Use https."
            );
    }

    private static Connection Remote(string url, string? key) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new Connection(ServerHttp.To(url, key), host: null)
            : throw new RefusedException(
                Refusal.Invalid,
                $"POLPO_URL is \"{url}\". It must be the address of a server, such as http://127.0.0.1:3890."
            );

    /// <summary>The server that announced itself in the data folder; null when there is none.</summary>
    private static Connection? Running(Surroundings here, HostAs hostAs)
    {
        var run = new RunFolder(here.Home);
        if (run.Find() is not { } server || !File.Exists(run.TokenPath))
            return null;
        if (hostAs.Sandbox is { } sandbox)
            throw new RefusedException(
                Refusal.Conflict,
                $"A server runs already ({server.Address}) and has chosen its sandbox. Leave --sandbox {sandbox} out, or stop that server (pid {server.Pid}) first."
            );
        return new Connection(ServerHttp.To(server.Address, File.ReadAllText(run.TokenPath).Trim()), host: null)
        {
            Server = server,
        };
    }

    private static async Task<Connection> HostAsync(
        Surroundings here,
        HostAs hostAs,
        CancellationToken cancellationToken
    )
    {
        var socket = SocketFile.In(here.Home);
        var server = await PolpoServer.StartAsync(
            new PolpoServerOptions
            {
                Home = here.Home,
                UnixSocket = socket.Path,
                SandboxKind = hostAs.Sandbox,
                Database = here["POLPO_DATABASE"],
                Since = hostAs.Since,
                Roles = hostAs.Works ? [ServerRole.Web, ServerRole.Worker] : [ServerRole.Web],
                Variables = here.Variables,
            },
            cancellationToken
        );
        return new Connection(ServerHttp.To(server.Address, server.ClientToken), new Hosted(server, socket));
    }

    private sealed class Hosted(PolpoServer server, SocketFile socket) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            socket.Dispose();
        }
    }
}
