using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage;

/// <summary>Lists that are read page by page. Ids sort by the time at which they were made, so that one tells how far was read.</summary>
public static class Pages
{
    /// <summary>The newest first, older than <paramref name="after"/> when given.</summary>
    public static async Task<IReadOnlyList<T>> PageAsync<T>(
        this IQueryable<T> rows,
        Id<T>? after,
        int take,
        CancellationToken cancellationToken
    )
        where T : class, IIdentified
    {
        if (after is { } cursor)
            rows = rows.Where(row => string.Compare((string)(object)EF.Property<Id<T>>(row, "Id"), cursor.Text) < 0);
        return await rows.OrderByDescending(row => EF.Property<Id<T>>(row, "Id"))
            .Take(take)
            .ToListAsync(cancellationToken);
    }
}
