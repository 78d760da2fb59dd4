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

    public Func<Surroundings, HostAs, CancellationToken, Task<Connection>> Connect { get; init; } =
        Connections.OpenAsync;

    /// <summary>The next key that a person has pressed; null when there is none.</summary>
    public Func<ConsoleKeyInfo?> ReadKey { get; init; } = () => null;

    /// <summary>Says something and waits for Enter; false when nobody is there to press it.</summary>
    public Func<string, bool> AwaitEnter { get; init; } = _ => false;

    /// <summary>A value that is not shown while it is typed, or all of standard input when that is no terminal; null when nothing comes.</summary>
    public Func<string, string?> ReadHidden { get; init; } = _ => null;

    /// <summary>Has something done at each Ctrl-C and request to end, instead of an end. What comes back is disposed of when it is no more to be done.</summary>
    public Func<Action, IDisposable> OnStop { get; init; } = _ => new MemoryStream();

    public PolpoHome Home =>
        new(
            this["POLPO_HOME"]
                ?? Path.Combine(
                    this["HOME"] ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                    ".polpo"
                )
        );

    /// <summary>An environment variable; null when it is not set or empty.</summary>
    public string? this[string variable] =>
        Variables.GetValueOrDefault(variable) is { Length: > 0 } value ? value : null;

    public static Surroundings OfProcess() =>
        new()
        {
            Out = Console.Out,
            Error = Console.Error,
            Interactive = !Console.IsOutputRedirected,
            ReadKey = () =>
                !Console.IsInputRedirected && Console.KeyAvailable ? Console.ReadKey(intercept: true) : null,
            AwaitEnter = AwaitEnterOnConsole,
            ReadHidden = HiddenInput.Read,
            OnStop = told => new StopSignals(told),
            Folder = Environment.CurrentDirectory,
            Variables = Environment
                .GetEnvironmentVariables()
                .Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
        };

    private static bool AwaitEnterOnConsole(string message)
    {
        if (Console.IsInputRedirected)
            return false;
        Console.Write(message);
        return Console.ReadLine() is not null;
    }
}
