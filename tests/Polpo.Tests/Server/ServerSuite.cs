using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Xunit;

namespace Polpo.Tests.Server;

/// <summary>What tests of the doors share: a started server and the test's cancellation.</summary>
public abstract class ServerSuite : IAsyncLifetime
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected TestPolpo Polpo { get; private set; } = null!;

    protected virtual TestPolpoOptions Options => new() { Database = Database.Sqlite, Works = false };

    public async ValueTask InitializeAsync() => Polpo = await TestPolpo.StartAsync(Options, Stop);

    public async ValueTask DisposeAsync()
    {
        await Polpo.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A request that names the address itself, so that a test may set any header.</summary>
    protected HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(new Uri(Polpo.Server.Address), path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
