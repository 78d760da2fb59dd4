using System.Data.Common;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;
using Polpo.Engine.Storage.Health;
using Polpo.Engine.Storage.Sqlite;
using Polpo.Engine.Subjects;
using Polpo.Testing.Simulation.World;

namespace Polpo.Testing.Simulation.Ports;

/// <summary>The real database of one server, which may be full for a while or locked for a moment, and whose server may die at a durable write: from then on nothing is answered any more.</summary>
internal sealed class SimulatedStorage(Activity activity, Troubles troubles, Chance chance)
{
    /// <summary>How often another program holds the file just then.</summary>
    private const double Locked = 0.002;

    /// <summary>A write that waits for something else than the storage never ends: then time goes on, and the seed can say which it was.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;
    private bool _committed;
    private volatile bool _dead;

    public Task Died => _died.Task;

    /// <param name="writes">The next write is 1.</param>
    /// <param name="committed">Whether that write is still committed, and only its answer lost.</param>
    public void DieAt(int writes, bool committed)
    {
        _committed = committed;
        Volatile.Write(ref _left, writes);
    }

    public void DieNow()
    {
        _dead = true;
        _died.TrySetResult();
    }

    public void Over(IServiceCollection services) =>
        services
            .AddSingleton<IDatabase>(provider => new Database(provider.GetRequiredService<SqliteDatabase>(), this))
            .AddSingleton<ISql>(provider => new Sql(provider.GetRequiredService<SqliteDatabase>(), this));

    private async Task<T> WriteAsync<T>(MethodInfo asked, Func<Task<T>> write)
    {
        if (_dead)
            return await NeverAsync<T>();
        if (troubles.IsDiskFull)
            throw new StorageException("The simulated disk is full.", new IOException("No space left on device"));
        if (troubles.On && chance.Is(Locked, "write locked"))
            throw new StorageException("The simulated file is locked.", new IOException("database is locked"));
        if (Interlocked.Decrement(ref _left) != 0)
            return await AnswerAsync(asked, () => AloneAsync(write));
        if (_committed)
            await activity.During(asked, () => AloneAsync(write));
        DieNow();
        return await NeverAsync<T>();
    }

    private async Task<T> AnswerAsync<T>(MethodInfo asked, Func<Task<T>> ask)
    {
        if (_dead)
            return await NeverAsync<T>();
        var answer = await activity.During(asked, ask);
        return _dead ? await NeverAsync<T>() : answer;
    }

    /// <summary>
    /// Nothing goes on beside the writer's own thread, and whatever was about to goes on before its answer: else it would be another thing each
    /// time, and no seed would repeat itself.
    /// </summary>
    private static async Task<T> AloneAsync<T>(Func<Task<T>> write)
    {
        var answer = write();
        ((IAsyncResult)answer).AsyncWaitHandle.WaitOne(Stuck);
        await Task.Yield();
        return await answer;
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;

    private sealed class Database(IDatabase inner, SimulatedStorage storage) : IDatabase
    {
        public Task<T> WriteAsync<T>(
            string workspace,
            Func<Work, Task<T>> command,
            CancellationToken cancellationToken
        ) => storage.WriteAsync(command.Method, () => inner.WriteAsync(workspace, command, cancellationToken));

        public Task<T> WriteAsync<T>(Owned owned, Func<Work, Task<T>> command, CancellationToken cancellationToken) =>
            storage.WriteAsync(command.Method, () => inner.WriteAsync(owned, command, cancellationToken));

        public Task<T> ReadAsync<T>(Func<PolpoDb, Task<T>> query, CancellationToken cancellationToken) =>
            storage.AnswerAsync(query.Method, () => inner.ReadAsync(query, cancellationToken));
    }

    private sealed class Sql(ISql inner, SimulatedStorage storage) : ISql
    {
        public Dialect Dialect => inner.Dialect;

        public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> command, CancellationToken cancellationToken) =>
            storage.WriteAsync(command.Method, () => inner.WriteAsync(command, cancellationToken));

        public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
            storage.AnswerAsync(query.Method, () => inner.ReadAsync(query, cancellationToken));
    }
}
