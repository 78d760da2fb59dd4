using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>
/// Runs what is due: claims as much as its handlers have room for, hands it out after the claim has committed, and sleeps until a commit,
/// the end of a run or the next due time. At shutdown its runs are cancelled, ended and given up.
/// </summary>
internal sealed partial class SubjectWorker(
    IEnumerable<ISubjectHandler> handlers,
    SubjectStore subjects,
    IOwnership ownership,
    IEnumerable<LeaseLoss> losses,
    Signals signals,
    TimeProvider time,
    ILogger<SubjectWorker> log
) : BackgroundService
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileOthersClaim = TimeSpan.FromMilliseconds(20);

    private readonly SubjectRuns _runs = new(handlers, subjects, signals, time, log);
    private Tenure? _cleared;
    private bool _unsure;
    private bool _failed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilStoredAsync(() => ownership.BeginAsync(stoppingToken), stoppingToken);
            await WorkAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown: what runs has been told by the same token.
        }
        await _runs.DrainAsync();
        await ownership.EndAsync(CancellationToken.None);
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        Due? awaited = null;
        var reader = new SignalReader(signals, signals.Subjects, time);
        while (true)
        {
            reader.Look();
            var (due, claimed) = await LookAsync(stoppingToken);
            if (claimed && !(awaited?.At <= due?.Now))
                await reader.FoundAsync(stoppingToken);
            awaited = due;
            if (!claimed)
                await reader.WaitAsync(UntilNextLook(due), stoppingToken);
            if (claimed || _failed)
                reader.Expect();
            _failed = false;
        }
    }

    private async Task<(Due? Due, bool Claimed)> LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var room = _runs.Room();
            var tenure = ownership.Tenure;
            if (tenure.Held.IsCancellationRequested)
                await ClearAsync(tenure, stoppingToken);
            if (room.Count == 0 || tenure.Held.IsCancellationRequested)
                return default;
            _unsure |= _runs.HasLeft();
            if (_unsure)
                await GiveUpAsync(tenure, stoppingToken);
            var due = await subjects.NextDueAsync(room.Keys, stoppingToken);
            if (due is not { IsNow: true })
                return (due, false);
            return (due, await ClaimAsync(tenure, room, stoppingToken) > 0);
        }
        catch (DbException failed)
        {
            LogStorageFailed(log, failed);
            _failed = true;
            return default;
        }
    }

    private async Task<int> ClaimAsync(Tenure tenure, Dictionary<string, int> room, CancellationToken stoppingToken)
    {
        // Until the answer is here: a database that went away may have committed it.
        _unsure = true;
        var claimed = await subjects.ClaimAsync(tenure.Server, room, stoppingToken);
        _unsure = false;
        foreach (var run in claimed)
            _runs.Start(run, tenure.Held, stoppingToken);
        return claimed.Count;
    }

    /// <summary>What was claimed without an answer, or not ended, is this server's by its row, and run by nobody: it would be for as long as the server lives.</summary>
    private async Task GiveUpAsync(Tenure tenure, CancellationToken stoppingToken)
    {
        foreach (var run in await subjects.OwnedAsync(tenure.Server, stoppingToken))
            if (!_runs.Has(run))
                await subjects.YieldAsync(run, stoppingToken);
        _unsure = false;
    }

    private async Task ClearAsync(Tenure lost, CancellationToken stoppingToken)
    {
        if (_cleared == lost)
            return;
        _cleared = lost;
        await _runs.DrainAsync();
        foreach (var loss in losses)
        {
            try
            {
                await loss.ClearAsync(stoppingToken);
            }
            catch (Exception refused) when (refused is RefusedException or DbException)
            {
                LogNotCleared(log, refused);
            }
        }
        ownership.Cleared(lost);
    }

    /// <summary>Due and not claimed: other servers are at it, or a wake is just being committed.</summary>
    private static TimeSpan UntilNextLook(Due? due) =>
        due is { IsNow: true } ? WhileOthersClaim : due?.Wait ?? TimeSpan.MaxValue;

    private async Task UntilStoredAsync(Func<Task> act, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (DbException failed)
            {
                LogStorageFailed(log, failed);
                await Task.Delay(StorageRetry, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "What this server left running when it lost its lease could not be ended"
    )]
    private static partial void LogNotCleared(ILogger log, Exception failed);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not answer; what is due waits until it does")]
    private static partial void LogStorageFailed(ILogger log, Exception failed);
}
