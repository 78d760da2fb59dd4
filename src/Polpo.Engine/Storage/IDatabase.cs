namespace Polpo.Engine.Storage;

/// <summary>
/// Where rows and facts are kept: SQLite (one writer, group commit) or PostgreSQL. A command loads, changes, appends facts and wakes
/// subjects in one transaction; it awaits nothing but the database, and may run again after a serialization failure; a person's also when a row
/// that it had read was changed before it was written, a few times: a person's word is taken, and is not answered with a conflict of ours.
/// </summary>
public interface IDatabase
{
    /// <summary>Runs a person's or a system's command on one workspace. What it throws rolls it back and reaches the caller.</summary>
    Task<T> WriteAsync<T>(string workspace, Func<Work, Task<T>> command, CancellationToken cancellationToken);

    /// <summary>Runs a worker's command: refused with <see cref="Subjects.OwnershipLostException"/> when the subject is no longer owned by this run.</summary>
    Task<T> WriteAsync<T>(Subjects.Owned owned, Func<Work, Task<T>> command, CancellationToken cancellationToken);

    /// <summary>Reads rows without tracking them.</summary>
    Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken);
}

public static class DatabaseExtensions
{
    public static Task WriteAsync(
        this IDatabase database,
        string workspace,
        Func<Work, Task> command,
        CancellationToken cancellationToken
    ) => database.WriteAsync(workspace, work => Run(command, work), cancellationToken);

    public static Task WriteAsync(
        this IDatabase database,
        Subjects.Owned owned,
        Func<Work, Task> command,
        CancellationToken cancellationToken
    ) => database.WriteAsync(owned, work => Run(command, work), cancellationToken);

    private static async Task<bool> Run(Func<Work, Task> command, Work work)
    {
        await command(work);
        return true;
    }
}
