namespace Polpo.Engine.Subjects;

/// <summary>One server on one data folder: the folder's lock says that nobody else is there, so what is owned at the start is an orphan.</summary>
internal sealed class EmbeddedOwnership(SubjectStore subjects, EngineOptions options, TimeProvider time) : IOwnership
{
    public Tenure Tenure { get; } = new(Tenure.NewServer(options.ServerName, time), CancellationToken.None);

    public Task BeginAsync(CancellationToken cancellationToken) => subjects.OrphanAsync(cancellationToken);

    public void Cleared(Tenure lost) { }

    public Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
