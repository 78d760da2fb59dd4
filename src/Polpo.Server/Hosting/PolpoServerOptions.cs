using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Hosting;

/// <summary>How a server starts. Everything but the data folder has a default for one person on one machine.</summary>
public sealed record PolpoServerOptions
{
    public const int DefaultPort = 3890;

    public required PolpoHome Home { get; init; }

    /// <summary>A loopback TCP port; 0 takes a free one. Unused with <see cref="UnixSocket"/>.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Listens on this socket file instead of a port: for a command line that hosts the server itself.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>A PostgreSQL connection string; null: the embedded database in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>The rung of the sandbox ladder, by name; null: the best that the machine has.</summary>
    public string? SandboxKind { get; init; }

    public IReadOnlyList<ServerRole> Roles { get; init; } = [ServerRole.Web, ServerRole.Worker];

    /// <summary>The first hex digits of the ids from which on it works: for a command line that does its own work alone. Null: everything.</summary>
    public string? Since { get; init; }

    /// <summary>Names other than loopback's under which browsers may reach this server.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>The built web client.</summary>
    public string WebRoot { get; init; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    /// <summary>Where models' keys and addresses are read from; null: the process's environment.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>Logs besides the file in the data folder.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Replaces parts after the composition: for tests.</summary>
    public Action<IServiceCollection>? Replace { get; init; }
}

/// <summary>What a process does: answers requests, runs agents, or both.</summary>
public enum ServerRole
{
    Web,
    Worker,
}
