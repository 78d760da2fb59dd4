using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polpo.Core.Approvals.Stopping;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage.Health;
using Polpo.Server.Identity;

namespace Polpo.Server.Hosting;

/// <summary>A running server. Dispose it to stop: what runs is given ten seconds to come to a durable point.</summary>
public sealed class PolpoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RunFolder _run;
    private readonly bool _works;

    private PolpoServer(WebApplication app, RunFolder run, bool works, string address, string clientToken)
    {
        _app = app;
        _run = run;
        _works = works;
        Address = address;
        ClientToken = clientToken;
    }

    /// <summary><c>http://127.0.0.1:3890</c>, or <c>unix:/path/of/the.sock</c>.</summary>
    public string Address { get; }

    /// <summary>The bearer token of command lines on the same account; new at each start.</summary>
    public string ClientToken { get; }

    /// <summary>A link that signs a browser in, once, within ten minutes; null on a Unix socket.</summary>
    public string? SignInLink { get; private init; }

    public IServiceProvider Services => _app.Services;

    /// <exception cref="RefusedException">The data folder is in use, the port is taken, the database cannot be reached.</exception>
    public static async Task<PolpoServer> StartAsync(PolpoServerOptions options, CancellationToken cancellationToken)
    {
        MakePrivate(options.Home);
        var run = new RunFolder(options.Home);
        run.RefuseSecondServer(options.Database);
        var app = ServerBuilder.Build(options);
        try
        {
            await StartListeningAsync(app, options, cancellationToken);
            var address = AddressOf(app, options);
            var client = app.Services.GetRequiredService<ClientAccess>();
            run.Announce(address, client.Token);
            return new PolpoServer(app, run, options.Roles.Contains(ServerRole.Worker), address, client.Token)
            {
                SignInLink = options.UnixSocket is null
                    ? await app
                        .Services.GetRequiredService<SignInLinks>()
                        .IssueAsync(address, client.Caller, cancellationToken)
                    : null,
            };
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the server has stopped, or stops it when <paramref name="cancellationToken"/> is cancelled.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Asks the gates before a stop, where this server runs agents. Until they have answered, everything goes on.</summary>
    /// <param name="tell">Hears what holds it.</param>
    /// <param name="now">Whoever cancels it waits for no answer.</param>
    /// <returns>False: a person said that it goes on.</returns>
    public async Task<bool> MayStopAsync(Action<string> tell, CancellationToken now)
    {
        try
        {
            return !_works || await _app.Services.GetRequiredService<StopGates>().MayStopAsync(tell, now);
        }
        catch (Exception unanswered)
            when (unanswered is OperationCanceledException or StorageException or DbException or RefusedException)
        {
            // Where nobody can be asked, nobody can say no.
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _run.Withdraw(ClientToken);
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    // It holds what agents and people said: not for other accounts of the machine.
    private static void MakePrivate(PolpoHome home)
    {
        Directory.CreateDirectory(home.Root);
        File.SetUnixFileMode(home.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task StartListeningAsync(
        WebApplication app,
        PolpoServerOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await app.StartAsync(cancellationToken);
            if (options.UnixSocket is { } socket)
                File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new RefusedException(
                Refusal.Unavailable,
                $"Port {options.Port} is taken by another program. Stop that program, or choose another port with --port.",
                taken
            );
        }
    }

    private static string AddressOf(WebApplication app, PolpoServerOptions options) =>
        options.UnixSocket is { } socket
            ? $"unix:{socket}"
            : app
                .Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First();
}
