using System.Collections;

namespace Polpo.Core.Models;

/// <summary>The environment variables that models are configured by, taken once at start so that tests can give their own.</summary>
public sealed class ModelEnvironment(IReadOnlyDictionary<string, string> variables)
{
    public static ModelEnvironment FromProcess() =>
        new(
            Environment
                .GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string)(entry.Value ?? ""), StringComparer.Ordinal)
        );

    /// <summary>A variable's value; null when it is absent or blank.</summary>
    public string? this[string? name] =>
        name is not null && variables.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)
            ? value.Trim()
            : null;
}
