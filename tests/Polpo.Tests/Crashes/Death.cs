using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Subjects;

namespace Polpo.Tests.Crashes;

/// <summary>A server's death at a chosen durable write: from then on nothing that asks the database ever gets an answer.</summary>
internal sealed class Death
{
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;
    private bool _committed;
    private volatile bool _dead;

    public Task Happened => _happened.Task;

    /// <param name="write">The first write from now on is 1.</param>
    /// <param name="committed">Whether that write is still committed, and only its answer lost.</param>
    public void At(int write, bool committed)
    {
        _committed = committed;
        Volatile.Write(ref _left, write);
    }

    /// <summary>
    /// Whether it has happened by the end of <paramref name="life"/>. Who only asks which of the two came first is deceived: the last write may be
    /// committed and seen by another before the server is dead of it, and whatever is asked then is never answered.
    /// </summary>
    public async Task<bool> CameBeforeAsync(Task life)
    {
        if (await Task.WhenAny(life, Happened) == life && Interlocked.Exchange(ref _left, int.MaxValue) > 0)
        {
            await life;
            return false;
        }
        await Happened;
        return true;
    }

    public void Over(IServiceCollection services) =>
        services
            .AddSingleton<IDatabase>(provider => new Database(provider.GetRequiredService<SqliteDatabase>(), this))
            .AddSingleton<ISql>(provider => new Sql(provider.GetRequiredService<SqliteDatabase>(), this));

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        if (_dead)
            return await NeverAsync<T>();
        if (Interlocked.Decrement(ref _left) != 0)
            return await AnswerAsync(write);
        if (_committed)
            await write();
        _dead = true;
        _happened.SetResult();
        return await NeverAsync<T>();
    }

    private async Task<T> AnswerAsync<T>(Func<Task<T>> ask)
    {
        if (_dead)
            return await NeverAsync<T>();
        var answer = await ask();
        return _dead ? await NeverAsync<T>() : answer;
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;

    private sealed class Database(IDatabase inner, Death death) : IDatabase
    {
        public Task<T> WriteAsync<T>(
            string workspace,
            Func<Work, Task<T>> command,
            CancellationToken cancellationToken
        ) => death.WriteAsync(() => inner.WriteAsync(workspace, command, cancellationToken));

        public Task<T> WriteAsync<T>(Owned owned, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
            death.WriteAsync(() => inner.WriteAsync(owned, command, cancellationToken));

        public Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken) =>
            death.AnswerAsync(() => inner.ReadAsync(query, cancellationToken));
    }

    private sealed class Sql(ISql inner, Death death) : ISql
    {
        public Dialect Dialect => inner.Dialect;

        public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken) =>
            death.WriteAsync(() => inner.WriteAsync(command, cancellationToken));

        public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
            death.AnswerAsync(() => inner.ReadAsync(query, cancellationToken));
    }
}
