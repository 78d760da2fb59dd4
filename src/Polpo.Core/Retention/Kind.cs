using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;

namespace Polpo.Core.Retention;

/// <summary>Something that takes space, such as worktrees or the database.</summary>
internal interface IKind
{
    /// <summary>The word by which people name it: <c>blobs</c>, <c>layers</c>.</summary>
    string Name { get; }

    /// <summary>How long it is kept, in words.</summary>
    string Kept { get; }

    Task<IReadOnlyList<Portion>> MeasureAsync(CancellationToken cancellationToken);
}

/// <summary>A kind of which old ones go, when nothing needs them any more.</summary>
internal interface IExpiringKind : IKind
{
    /// <summary>How old what is not needed becomes; null: it stays for ever.</summary>
    TimeSpan? Age { get; }

    /// <summary>What is not needed and was last used before the instant. What a living session, an open task or a receipt needs is never among it.</summary>
    IAsyncEnumerable<Expired> FindAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Takes one away, if all that spoke for it still does.</summary>
    /// <returns>The bytes that this freed; null when it is gone already or is used again.</returns>
    Task<long?> RemoveAsync(Expired item, CancellationToken cancellationToken);
}

/// <param name="Workspace">Null: it is everybody's.</param>
public sealed record Portion(Id<Workspace>? Workspace, long Bytes, long Count);

/// <summary>One thing that retention may take.</summary>
/// <param name="Before">It was last used before this instant, and is taken only if that is still so.</param>
public sealed record Expired(string Kind, string Id, Id<Workspace>? Workspace, long Bytes, DateTimeOffset Before);
