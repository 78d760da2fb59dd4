using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Journal;
using Polpo.Engine.Storage;
using Polpo.Engine.Subjects;

namespace Polpo.Tests.Agents;

/// <summary>A database for commands that write nothing but facts.</summary>
internal sealed class RecordedFacts : IDatabase
{
    public List<PendingFact> Facts { get; } = [];

    public async Task<T> WriteAsync<T>(
        string workspace,
        Func<Work, Task<T>> command,
        CancellationToken cancellationToken
    )
    {
        await using var db = new PolpoDb(new DbContextOptions<PolpoDb>(), []);
        var work = new Work(db, workspace, DateTimeOffset.UnixEpoch);
        var result = await command(work);
        Facts.AddRange(work.Facts);
        return result;
    }

    public Task<T> WriteAsync<T>(Owned owned, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
        WriteAsync(owned.Workspace, command, cancellationToken);

    public Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("There are no rows here.");
}
