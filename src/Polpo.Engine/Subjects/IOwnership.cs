namespace Polpo.Engine.Subjects;

/// <summary>In whose name a server claims, and for how long it may act in it.</summary>
internal interface IOwnership
{
    /// <summary>The tenure of now. Claims and their runs keep the one that they began with.</summary>
    Tenure Tenure { get; }

    /// <summary>Frees what nobody holds any longer, and begins to hold.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Nothing that was begun under a lost tenure runs any more: a new one may begin.</summary>
    void Cleared(Tenure lost);

    /// <summary>Gives everything up, so that others need not wait.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}

/// <param name="Server">Stands in each claim; never used again after this tenure.</param>
/// <param name="Held">Cancelled once what was claimed under it may belong to another server.</param>
internal sealed record Tenure(string Server, CancellationToken Held)
{
    public static string NewServer(string name, TimeProvider time) =>
        $"{name}-{Guid.CreateVersion7(time.GetUtcNow()):N}";
}
