using Polpo.Core.Git.Running;

namespace Polpo.Core.Git;

/// <summary>Switches off the programs that a clone's own configuration names for filters, diffs and merges.</summary>
internal static class FilterSettings
{
    private static readonly string[] Programs = ["clean", "smudge", "process", "driver", "command", "textconv"];

    public static async Task<IReadOnlyList<string>> OffAsync(
        GitExecutor git,
        string repository,
        CancellationToken cancellationToken
    )
    {
        var command = new GitCommand("config", "--name-only", "-z", "--get-regexp", @"^(filter|diff|merge)\..*\.")
        {
            Folder = repository,
            Queue = repository,
        };
        var names = (await git.TryAsync(command, cancellationToken)).Parts.ToHashSet(StringComparer.Ordinal);
        var off = names
            .Where(name => Programs.Contains(name[(name.LastIndexOf('.') + 1)..]))
            .Select(name => $"{name}=");
        var optional = names
            .Where(name => name.StartsWith("filter.", StringComparison.Ordinal))
            .Select(name => $"{name[..name.LastIndexOf('.')]}.required=false");
        return [.. off, .. optional.Distinct()];
    }

    /// <summary>The names of the filters that the clone's configuration defines.</summary>
    public static IReadOnlySet<string> Filters(IEnumerable<string> off) =>
        off.Where(setting => setting.StartsWith("filter.", StringComparison.Ordinal))
            .Select(setting => setting["filter.".Length..setting.LastIndexOf('.')])
            .ToHashSet(StringComparer.Ordinal);
}
