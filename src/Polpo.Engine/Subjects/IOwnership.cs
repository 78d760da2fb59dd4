namespace Polpo.Engine.Subjects;

/// <summary>In whose name a server claims, and for how long it may act in it.</summary>
internal interface IOwnership
{
    /// <summary>This run of this server; never used again after a restart.</summary>
    string Server { get; }

    /// <summary>Frees what earlier runs left behind, and begins to hold.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Cancelled once what was claimed under it may belong to another server.</summary>
    CancellationToken Held { get; }

    /// <summary>Gives everything up, so that others need not wait.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}

/// <summary>One server on one data folder: the folder's lock says that nobody else is there, so what is owned at the start is an orphan.</summary>
internal sealed class EmbeddedOwnership(SubjectStore subjects, string name, TimeProvider time) : IOwnership
{
    public string Server { get; } = $"{name}-{Guid.CreateVersion7(time.GetUtcNow()):N}";

    public CancellationToken Held => CancellationToken.None;

    public Task BeginAsync(CancellationToken cancellationToken) => subjects.OrphanAsync(cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
