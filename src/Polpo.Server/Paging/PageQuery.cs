using Polpo.Client;
using Polpo.Engine.Kernel;

namespace Polpo.Server.Paging;

/// <summary>Which part of a list is asked for.</summary>
internal sealed record PageQuery
{
    private const int Most = 200;

    /// <summary>The cursor that the page before gave as <c>next</c>.</summary>
    public string? After { get; init; }

    /// <summary>1 to 200 items; 50 when left out.</summary>
    public int? Take { get; init; }

    /// <summary>One more than is shown is asked for, to know whether a page follows.</summary>
    public int Ask => Shown + 1;

    private int Shown =>
        Take switch
        {
            null => 50,
            >= 1 and <= Most => Take.Value,
            _ => throw new RefusedException(Refusal.Invalid, $"\"take\" must lie between 1 and {Most}, found {Take}."),
        };

    public Id<T>? Cursor<T>()
        where T : IIdentified => string.IsNullOrEmpty(After) ? null : Id<T>.Parse(After);

    public Page<TView> Page<T, TView>(IReadOnlyList<T> rows, Func<T, string> cursor, Func<T, TView> view)
    {
        var shown = rows.Take(Shown).ToList();
        return new Page<TView>([.. shown.Select(view)], rows.Count > shown.Count ? cursor(shown[^1]) : null);
    }
}
