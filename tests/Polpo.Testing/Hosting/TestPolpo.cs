using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Client;
using Polpo.Core.Environments;
using Polpo.Core.Sandboxes;
using Polpo.Engine.Kernel;
using Polpo.Engine.Subjects;
using Polpo.Server.Hosting;
using Polpo.Testing.Databases;
using Polpo.Testing.Ports;

namespace Polpo.Testing.Hosting;

/// <summary>How a <see cref="TestPolpo"/> differs from a server as it is shipped.</summary>
public sealed record TestPolpoOptions
{
    public Database Database { get; init; } = Database.Sqlite;

    /// <summary>Where models are and with which keys, as environment variables would say it: <c>OPENAI_BASE_URL</c> of a scripted model.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>A rung of the ladder, with the real runner and real environments. Null: commands are <see cref="Commands"/>.</summary>
    public string? SandboxKind { get; init; }

    /// <summary>What a command does in a checkout, by its path and the command: exit code and output.</summary>
    public Func<string, string, (int ExitCode, string Output)> Commands { get; init; } = (_, _) => (0, "ok");

    public bool Works { get; init; } = true;

    /// <summary>The first hex digits of the ids from which on it works, as a command line does that is its own server; null: everything.</summary>
    public string? Since { get; init; }

    public IReadOnlyList<string> HostNames { get; init; } = [];

    public string? UnixSocket { get; init; }

    /// <summary>The built web client; null: the one beside the tests, if there is one.</summary>
    public string? WebRoot { get; init; }

    /// <summary>Replaces ports: the clock, the sandboxes, the models.</summary>
    public Action<IServiceCollection>? Replace { get; init; }
}

/// <summary>The real server on a free port with a data folder of its own; both are gone afterwards.</summary>
public sealed class TestPolpo : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly List<HttpClient> _clients = [];
    private readonly ISandboxes _sandboxes;
    private readonly Idleness _idleness;

    private TestPolpo(TestDatabase database, PolpoServer server)
    {
        _database = database;
        Server = server;
        _sandboxes = Get<ISandboxes>();
        _idleness = Get<Idleness>();
        Http = Client(bearer: server.ClientToken);
    }

    public PolpoServer Server { get; }

    public PolpoHome Home => new(_database.Home);

    /// <summary>As the command line comes in: with the token.</summary>
    public HttpClient Http { get; }

    /// <summary>The typed client, with the token.</summary>
    public PolpoClient Api => new(Http);

    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public static Task<TestPolpo> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(new TestPolpoOptions(), cancellationToken);

    public static async Task<TestPolpo> StartAsync(TestPolpoOptions options, CancellationToken cancellationToken)
    {
        var database = await TestDatabase.CreateAsync(options.Database, cancellationToken);
        try
        {
            return new TestPolpo(
                database,
                await PolpoServer.StartAsync(ServerOptions(database, options), cancellationToken)
            );
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public static PolpoServerOptions ServerOptions(TestDatabase database, TestPolpoOptions options)
    {
        var shipped = new PolpoServerOptions { Home = new PolpoHome(database.Home) };
        return shipped with
        {
            Database = database.Connection,
            Port = 0,
            UnixSocket = options.UnixSocket,
            WebRoot = options.WebRoot ?? shipped.WebRoot,
            SandboxKind = options.SandboxKind,
            Since = options.Since,
            Roles = options.Works ? [ServerRole.Web, ServerRole.Worker] : [ServerRole.Web],
            HostNames = options.HostNames,
            Variables = options.Variables,
            Replace = services =>
            {
                if (options.SandboxKind is null)
                    services
                        .AddSingleton<ISandboxes>(new FakeSandboxes(options.Commands))
                        .AddSingleton<IEnvironments, NoEnvironments>();
                options.Replace?.Invoke(services);
            },
        };
    }

    /// <summary>A client that follows no redirect and keeps no cookie: nobody, unless it has the token.</summary>
    public HttpClient Client(string? bearer = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        };
        var address = Server.Address;
        if (address.StartsWith("unix:", StringComparison.Ordinal))
        {
            var socket = new UnixDomainSocketEndPoint(address["unix:".Length..]);
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken);
            address = "http://localhost";
        }
        var client = new HttpClient(handler) { BaseAddress = new Uri(address) };
        if (bearer is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        _clients.Add(client);
        return client;
    }

    private static async ValueTask<Stream> ConnectAsync(
        UnixDomainSocketEndPoint socket,
        CancellationToken cancellationToken
    )
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(socket, cancellationToken);
        return new NetworkStream(connection, ownsSocket: true);
    }

    /// <summary>A browser that has followed the sign-in link: it sends the cookie and nothing else.</summary>
    public async Task<HttpClient> BrowserAsync(CancellationToken cancellationToken)
    {
        var browser = Client();
        using var answer = await browser.GetAsync(new Uri(Server.SignInLink!), cancellationToken);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        browser.DefaultRequestHeaders.Add("Cookie", cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await Server.DisposeAsync();
        var open = (_sandboxes as FakeSandboxes)?.Open.Keys.ToArray() ?? [];
        var polled = _idleness.FoundByPoll;
        var left = Directory.Exists(Home.Folder("run")) ? Directory.GetFiles(Home.Folder("run"), "*.token") : [];
        await _database.DisposeAsync();
        if (left.Length + open.Length > 0 || polled > 0)
            throw new InvalidOperationException(
                $"Left behind: {string.Join(", ", [.. left, .. open])}; found by poll: {polled}."
            );
    }
}
