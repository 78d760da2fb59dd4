namespace Polpo.Engine.Journal;

/// <summary>Reads the facts of a workspace, in order. Writing is only through <see cref="Storage.Work.Append{T}"/>.</summary>
public interface IJournal
{
    /// <summary>Up to <paramref name="take"/> facts with a number above <paramref name="after"/>, of one subject or of all.</summary>
    Task<IReadOnlyList<Fact>> ReadAsync(
        string workspace,
        long after,
        int take,
        string? subject,
        CancellationToken cancellationToken
    );

    /// <summary>The number of the newest fact; 0 when there is none.</summary>
    Task<long> HeadAsync(string workspace, CancellationToken cancellationToken);

    /// <summary>Every fact above <paramref name="after"/>, first those that are there, then each as it is committed, until cancelled.</summary>
    IAsyncEnumerable<Fact> FollowAsync(
        string workspace,
        long after,
        string? subject,
        CancellationToken cancellationToken
    );
}
