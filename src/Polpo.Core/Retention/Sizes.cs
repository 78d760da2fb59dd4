using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention;

/// <summary>How much of a kind there is, and how long it is kept.</summary>
public sealed record SizeOfKind(string Kind, string Kept, IReadOnlyList<Portion> Portions);

/// <summary>Tells what takes how much space.</summary>
public sealed class Sizes
{
    private readonly IReadOnlyList<IKind> _kinds;
    private readonly WorkspaceQueries _workspaces;

    internal Sizes(IEnumerable<IKind> kinds, WorkspaceQueries workspaces) =>
        (_kinds, _workspaces) = ([.. kinds], workspaces);

    /// <summary>Every kind, by workspace where it belongs to one. What belongs to workspaces that the caller may not see is told in one sum.</summary>
    public async Task<IReadOnlyList<SizeOfKind>> MeasureAsync(Caller caller, CancellationToken cancellationToken)
    {
        var visible = (await _workspaces.ListAsync(caller, cancellationToken)).Select(row => row.Id).ToHashSet();
        var sizes = new List<SizeOfKind>();
        foreach (var kind in _kinds)
            sizes.Add(
                new SizeOfKind(kind.Name, kind.Kept, Visible(await kind.MeasureAsync(cancellationToken), visible))
            );
        return sizes;
    }

    private static List<Portion> Visible(IEnumerable<Portion> portions, HashSet<Id<Workspace>> visible) =>
        [
            .. portions
                .GroupBy(portion => portion.Workspace is { } id && visible.Contains(id) ? portion.Workspace : null)
                .Select(group => new Portion(
                    group.Key,
                    group.Sum(portion => portion.Bytes),
                    group.Sum(portion => portion.Count)
                )),
        ];
}
