using System.Reflection;
using Polpo.Client;
using Polpo.Core;

namespace Polpo.Server.Status;

/// <summary>What <c>/status</c> tells.</summary>
internal sealed class Installation(PolpoCoreOptions options, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public static string Version { get; } =
        typeof(Installation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public Task<ServerStatus> StatusAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ServerStatus(Version, options.Database is null ? "sqlite" : "postgresql", "none", null, 0, 0, _startedAt));
}
