using Polpo.Cli.Connecting;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Shell;

/// <summary>Everything outside of the process that a command touches, so that a test can put its own in place.</summary>
internal sealed record Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches standard output.</summary>
    public required bool Interactive { get; init; }

    /// <summary>The current directory.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<Surroundings, HostAs, CancellationToken, Task<Connection>> Connect { get; init; } = Connections.OpenAsync;

    public PolpoHome Home => new(this["POLPO_HOME"] ?? Path.Combine(this["HOME"] ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".polpo"));

    /// <summary>An environment variable; null when it is not set or empty.</summary>
    public string? this[string variable] => Variables.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null;

    public static Surroundings OfProcess() =>
        new()
        {
            Out = Console.Out,
            Error = Console.Error,
            Interactive = !Console.IsOutputRedirected,
            Folder = Environment.CurrentDirectory,
            Variables = Environment
                .GetEnvironmentVariables()
                .Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        };
}
