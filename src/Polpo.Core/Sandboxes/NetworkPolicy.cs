using System.Text.Json.Serialization;
using Polpo.Engine.Kernel;
using Polpo.Runner.Egress.Policy;

namespace Polpo.Core.Sandboxes;

/// <summary>The hosts that may be reached: <c>registry.npmjs.org</c>, <c>*.nuget.org</c>, <c>host:port</c>. What is denied is denied, whatever is allowed.</summary>
public sealed record NetworkPolicy
{
    public static readonly NetworkPolicy Off = new();

    /// <summary>Empty: no network at all.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    public IReadOnlyList<string> DeniedHosts { get; init; } = [];

    /// <summary>There is no sandbox around commands: what is listed holds for the fetch tools alone.</summary>
    public bool Unwalled { get; init; }

    /// <summary>The policy in words, as people and agents are told it.</summary>
    [JsonIgnore]
    public string Sentence =>
        Unwalled ? "No sandbox: commands reach whatever this machine reaches."
        : AllowedHosts.Count == 0 ? "No network."
        : DeniedHosts.Count == 0 ? $"Network: only {string.Join(", ", AllowedHosts)}."
        : $"Network: only {string.Join(", ", AllowedHosts)}; never {string.Join(", ", DeniedHosts)}.";

    public static bool IsEntry(string text) => HostPattern.Read(text) is not null;

    /// <summary>A list as an environment variable holds it: separated by commas or blanks; null when it is not set.</summary>
    /// <exception cref="RefusedException">An entry names no host.</exception>
    public static IReadOnlyList<string>? List(string variable, string? text)
    {
        var entries = text?.Split([',', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return entries?.FirstOrDefault(entry => !IsEntry(entry)) is { } wrong
            ? throw new RefusedException(
                Refusal.Invalid,
                $"\"{wrong}\" in {variable} does not name a host. {HostPattern.Form}"
            )
            : entries;
    }
}
