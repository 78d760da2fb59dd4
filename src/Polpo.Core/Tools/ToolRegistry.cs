using Polpo.Engine.Kernel;

namespace Polpo.Core.Tools;

/// <summary>All tools of this installation, and which of them an agent has.</summary>
public sealed class ToolRegistry(IEnumerable<ITool> tools)
{
    /// <summary>What an agent has whose <c>allowedTools</c> is absent.</summary>
    public static readonly IReadOnlyList<string> CoreSet = ["read", "write", "edit", "bash", "glob", "grep", "ls"];

    /// <summary>What every agent has that has any tool.</summary>
    private static readonly string[] Always = ["register_outcome"];

    private readonly SortedDictionary<string, ITool> _tools = new(
        tools.ToDictionary(tool => tool.Schema.Name),
        StringComparer.OrdinalIgnoreCase
    );

    public IReadOnlyCollection<string> Names => _tools.Keys;

    /// <summary>Whether a tool of this name can change files; one that is not known can.</summary>
    public bool MayWrite(string name) => !_tools.TryGetValue(name, out var tool) || tool.Writes;

    /// <summary>The tools that a list of names and trailing-<c>*</c> wildcards grants, in name order. Null: the core set.</summary>
    /// <exception cref="RefusedException">An exact name that no tool has.</exception>
    public IReadOnlyList<ITool> Granted(IReadOnlyList<string>? allowed)
    {
        var patterns = allowed ?? CoreSet;
        if (patterns.Count == 0)
            return [];
        foreach (var name in patterns.Where(pattern => !pattern.EndsWith('*') && !_tools.ContainsKey(pattern)))
            throw new RefusedException(
                Refusal.Invalid,
                $"There is no tool \"{name}\". The tools are: {string.Join(", ", Names)}."
            );
        return
        [
            .. _tools.Values.Where(tool => patterns.Concat(Always).Any(pattern => Matches(pattern, tool.Schema.Name))),
        ];
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*')
            ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
