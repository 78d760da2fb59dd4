namespace Polpo.Core.Environments.Caches;

/// <summary>The download folders of package managers that builds can find again, and how each is told where its own is.</summary>
internal static class KnownCaches
{
    /// <summary>Below the home folder, only while a setup runs.</summary>
    public const string Folder = ".caches";

    private static readonly (string Name, string Tells)[] _known =
    [
        ("npm", "export npm_config_cache="),
        ("nuget", "export NUGET_HTTP_CACHE_PATH="),
        ("pip", "unset PIP_NO_CACHE_DIR; export PIP_CACHE_DIR="),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. _known.Select(one => one.Name)];

    /// <summary>Shell words that come before a setup; they are no part of what makes two environments the same.</summary>
    public static string Exports(IEnumerable<string> names) =>
        string.Concat(
            _known
                .Where(one => names.Contains(one.Name))
                .Select(one => $"{one.Tells}\"$HOME/{Folder}/{one.Name}\"; mkdir -p \"$HOME/{Folder}/{one.Name}\"\n")
        );
}
