using System.Data.Common;

namespace Polpo.Engine.Storage.Sqlite;

/// <summary>A command on its way through the writer thread: run under a savepoint, answered once its group is committed.</summary>
internal abstract class WriteJob
{
    public abstract bool IsCanceled { get; }

    /// <summary>Whether it runs outside of any transaction, as work on the whole file has to.</summary>
    public bool Alone { get; init; }

    /// <summary>Runs the command to its end on this thread; what it throws is the command's refusal.</summary>
    public abstract void Run(DbConnection connection);

    public abstract void Complete();

    public abstract void Fail(Exception reason);
}

internal sealed class WriteJob<T>(
    Func<DbConnection, Task<T>> command,
    Action<T> committed,
    CancellationToken cancellationToken
) : WriteJob
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!; // set by Run, read by Complete: never one without the other

    public Task<T> Answer => _answer.Task;

    public override bool IsCanceled => cancellationToken.IsCancellationRequested;

    public override void Run(DbConnection connection)
    {
        var running = command(connection);
        var awaitedOnlyTheDatabase = running.IsCompleted;
        _result = running.GetAwaiter().GetResult();
        if (!awaitedOnlyTheDatabase)
            throw new InvalidOperationException(
                "A command awaited something other than the database while every other write waited for it. Await it before the command."
            );
    }

    public override void Complete()
    {
        committed(_result);
        _answer.SetResult(_result);
    }

    public override void Fail(Exception reason)
    {
        if (reason is OperationCanceledException && IsCanceled)
            _answer.TrySetCanceled(cancellationToken);
        else
            _answer.TrySetException(reason);
    }
}
