using System.Data.Common;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>The runs of this server: each ends its subject, whatever its handler does. Nothing that was woken is lost.</summary>
internal sealed partial class SubjectRuns(
    IEnumerable<ISubjectHandler> handlers,
    SubjectStore subjects,
    Signals signals,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ISubjectHandler> _handlers = handlers.ToDictionary(
        handler => handler.Kind,
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<Task, Owned> _tasks = [];
    private bool _left;

    /// <summary>How many more of each kind may run now; kinds that are full are left out.</summary>
    public Dictionary<string, int> Room()
    {
        lock (_lock)
            return _handlers
                .Values.Select(handler =>
                    (handler.Kind, Places: handler.MaxConcurrency - _running.GetValueOrDefault(handler.Kind))
                )
                .Where(kind => kind.Places > 0)
                .ToDictionary(kind => kind.Kind, kind => kind.Places, StringComparer.Ordinal);
    }

    public void Start(Owned run, CancellationToken held, CancellationToken stopping)
    {
        lock (_lock)
        {
            _running[run.Kind] = _running.GetValueOrDefault(run.Kind) + 1;
            var task = Task.Run(() => RunAsync(run, held, stopping), CancellationToken.None);
            _tasks.Add(task, run);
            _ = task.ContinueWith(
                Ended,
                run.Kind,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
        }
    }

    private void Ended(Task task, object? kind)
    {
        lock (_lock)
        {
            _tasks.Remove(task);
            _running[(string)kind!]--; // handed in by Start
        }
        if (task.Exception is { } failed)
        {
            LogLeft(log, failed, (string)kind!);
            _left = true;
        }
        signals.SubjectsChanged();
    }

    /// <summary>Whether a run has ended, since this was last asked, without having ended its subject.</summary>
    public bool HasLeft() => Interlocked.Exchange(ref _left, false);

    /// <summary>Whether this very claim is being run.</summary>
    public bool Has(Owned run)
    {
        lock (_lock)
            return _tasks.ContainsValue(run);
    }

    /// <summary>Waits for all runs to have ended; they have been told by their token.</summary>
    public async Task DrainAsync()
    {
        Task[] tasks;
        lock (_lock)
            tasks = [.. _tasks.Keys];
        await Task.WhenAll(tasks);
    }

    private async Task RunAsync(Owned run, CancellationToken held, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(held, stopping);
        try
        {
            var next = await _handlers[run.Kind].RunAsync(run, stop.Token);
            await ReleaseAsync(
                run,
                () => next.IsElsewhere ? ShunAsync(run) : subjects.EndAsync(run, next, CancellationToken.None),
                held,
                stopping
            );
        }
        catch (OwnershipLostException)
        {
            LogLost(log, run.Kind, run.Id);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await ReleaseAsync(run, () => subjects.YieldAsync(run, CancellationToken.None), held, stopping);
        }
        // Whatever else a handler throws is a bug or a broken part: reported, and tried again later.
        catch (Exception failed)
        {
            LogFailed(log, failed, run.Kind, run.Id);
            await ReleaseAsync(run, () => FailAsync(run), held, stopping);
        }
    }

    private async Task<bool> FailAsync(Owned run) =>
        await subjects.FailAsync(run, await DelayAsync(run), CancellationToken.None);

    private async Task<bool> ShunAsync(Owned run) =>
        await subjects.ShunAsync(run, await DelayAsync(run), CancellationToken.None);

    private async Task<TimeSpan> DelayAsync(Owned run)
    {
        var failures = await subjects.FailuresAsync(run, CancellationToken.None);
        var delay = FirstDelay * Math.Pow(2, Math.Min(failures, 20));
        return delay < LongestDelay ? delay : LongestDelay;
    }

    /// <summary>
    /// Writes the end of a run, however long the database stays away: a run that is not ended would never come again. A server that stops
    /// tries once: what it leaves is an orphan, freed by its successor.
    /// </summary>
    private async Task ReleaseAsync(
        Owned run,
        Func<Task<bool>> release,
        CancellationToken held,
        CancellationToken stopping
    )
    {
        while (!held.IsCancellationRequested)
        {
            try
            {
                if (!await release())
                    LogLost(log, run.Kind, run.Id);
                return;
            }
            catch (DbException failed)
            {
                LogNotEnded(log, failed, run.Kind, run.Id);
                if (stopping.IsCancellationRequested)
                    return;
                await Task.Delay(StorageRetry, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Kind} {Id} was claimed by another run; what this run had not saved is dropped"
    )]
    private static partial void LogLost(ILogger log, string kind, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Id} failed and will be tried again")]
    private static partial void LogFailed(ILogger log, Exception failed, string kind, string id);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The end of a run of {Kind} {Id} could not be saved and is tried again"
    )]
    private static partial void LogNotEnded(ILogger log, Exception failed, string kind, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "A run of {Kind} could not be ended and is given up")]
    private static partial void LogLeft(ILogger log, Exception failed, string kind);
}
