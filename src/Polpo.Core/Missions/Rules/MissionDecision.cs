using System.Globalization;
using Polpo.Core.Missions.Documents;
using Polpo.Core.Tasks;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Core.Missions.Rules;

/// <summary>How much of a mission may be under way.</summary>
/// <param name="AtOnce">Tasks that may be queued or worked on at once.</param>
/// <param name="Threshold">The least score; null: none.</param>
/// <param name="Resolutions">How often a model is asked what becomes of a task without what it depends on; 0: never.</param>
public sealed record MissionLimits(int AtOnce, decimal? Threshold = null, int Resolutions = 0);

/// <summary>What follows from a mission's document and from what came of it so far. Reads no clock, no row, no file.</summary>
public sealed class MissionDecision
{
    /// <summary>Tasks that are stored in one transaction.</summary>
    public const int Batch = 100;

    /// <summary>Questions to a model about deadlocks in one run: a failure that many wait for must not cost without end.</summary>
    public const int MostResolutions = 100;

    private readonly MissionDocument _document;
    private readonly RunState _state;
    private readonly Dictionary<string, TaskNow> _tasks;
    private readonly DateTimeOffset _now;
    private readonly MissionLimits _limits;

    private MissionDecision(
        MissionDocument document,
        RunState state,
        IReadOnlyCollection<TaskNow> tasks,
        DateTimeOffset now,
        MissionLimits limits
    )
    {
        (_document, _state, _now, _limits) = (document, state, now, limits);
        _tasks = tasks.ToDictionary(task => task.Title, StringComparer.Ordinal);
    }

    /// <summary>What an active run does now; nothing when it has to wait.</summary>
    public static IReadOnlyList<MissionAction> For(
        MissionDocument document,
        RunState state,
        IReadOnlyCollection<TaskNow> tasks,
        DateTimeOffset now,
        MissionLimits limits
    ) => new MissionDecision(document, state, tasks, now, limits).Decide();

    /// <summary>When a run that waits wants to be looked at again by itself: the next end of a delay.</summary>
    public static DateTimeOffset? Due(RunState state) =>
        state
            .Holds.Values.Where(hold => hold is { Status: HoldStatus.Reached, Until: not null })
            .Select(hold => hold.Until)
            .Min();

    private IReadOnlyList<MissionAction> Decide()
    {
        if (Missing() is { Count: > 0 } missing)
            return [new MissionAction.Create(missing)];
        // Every change of a hold may free tasks: it is stored, and decided upon anew.
        var holds = _document.Holds.Select(Hold).OfType<MissionAction>().ToList();
        if (holds.Count > 0)
            return [.. holds, .. Pause(holds)];
        var starts = Starts();
        if (starts.Count > 0 || _tasks.Values.Any(IsUnderWay) || Waits())
            return starts;
        var stuck = Stuck().ToList();
        // One question at a time: its answer may free others.
        return stuck.OfType<MissionAction.Resolve>().FirstOrDefault() is { } ask ? [ask]
            : stuck.Count > 0 ? stuck
            : [End()];
    }

    private List<MissionTask> Missing() =>
        _tasks.Count >= _document.Tasks.Count
            ? []
            : [.. MissionGraph.Of(_document).Order().Where(task => !_tasks.ContainsKey(task.Title)).Take(Batch)];

    private MissionAction? Hold(MissionHold hold)
    {
        var status = _state.Of(hold);
        if (status == HoldStatus.Open || _state.IsAsked(hold.Key) || !hold.AfterTasks.All(HasEnded))
            return null;
        return hold switch
        {
            Checkpoint when status == HoldStatus.Waiting => Moved(hold, HoldMove.Reach),
            Delay delay when status == HoldStatus.Waiting => new MissionAction.Hold(
                hold,
                HoldMove.Reach,
                new HoldState(HoldStatus.Reached, _now, _now + delay.Duration)
            ),
            Delay when _state.Holds[hold.Key].Until <= _now => Moved(hold, HoldMove.Open),
            QualityGate gate when !IsRefused(gate) => Gate(gate, status),
            _ => null,
        };
    }

    private MissionAction.Hold Moved(MissionHold hold, HoldMove move) =>
        new(hold, move, new HoldState(_state.Of(hold).After(move)!.Value, _now)); // asked for only where it is legal

    private MissionAction? Gate(QualityGate gate, HoldStatus status)
    {
        var verdict = QualityVerdict.For(_document, gate, _tasks);
        if (verdict.Reason is null)
            return new MissionAction.Hold(
                gate,
                HoldMove.Open,
                new HoldState(HoldStatus.Open, _now, Score: verdict.Score)
            );
        var shut = new HoldState(HoldStatus.Shut, _now, Reason: verdict.Reason, Score: verdict.Score);
        if (status != HoldStatus.Shut)
            return new MissionAction.Hold(gate, HoldMove.Shut, shut);
        return _state.Holds[gate.Key].Reason == verdict.Reason ? null : new MissionAction.Explain(gate, shut);
    }

    private static IEnumerable<MissionAction> Pause(List<MissionAction> holds)
    {
        var reached = holds
            .OfType<MissionAction.Hold>()
            .Where(hold => hold is { What: Checkpoint, Move: HoldMove.Reach })
            .Select(hold => hold.What.Name)
            .ToList();
        if (reached.Count > 0)
            yield return new MissionAction.Pause($"At checkpoint {string.Join(" and ", reached.Select(Quoted))}.");
    }

    private List<MissionAction> Starts()
    {
        var room = _limits.AtOnce - _tasks.Values.Count(TakesASlot);
        if (room <= 0)
            return [];
        var blocked = Blocked();
        return
        [
            .. _document
                .Tasks.Where(task => WantsToStart(_tasks[task.Title]) && !blocked.ContainsKey(task.Title))
                .Where(task => _state.Needs(task).All(title => _tasks[title].Status == TaskStatus.Done))
                .OrderByDescending(task => task.Priority)
                .Take(room)
                .Select(task => new MissionAction.Start(task.Title)),
        ];
    }

    /// <summary>Tasks behind a hold that is not open, with that hold.</summary>
    private Dictionary<string, MissionHold> Blocked()
    {
        var blocked = new Dictionary<string, MissionHold>(StringComparer.Ordinal);
        foreach (var hold in _document.Holds.Where(hold => _state.Of(hold) != HoldStatus.Open))
        {
            foreach (var title in hold.BlocksTasks)
                blocked.TryAdd(title, hold);
        }
        return blocked;
    }

    /// <summary>Nothing is under way, so nothing can help these any more; what waits for them is looked at next time.</summary>
    private IEnumerable<MissionAction> Stuck()
    {
        var blocked = Blocked();
        foreach (var task in _document.Tasks.Where(task => WantsToStart(_tasks[task.Title])))
        {
            if (_state.Needs(task).FirstOrDefault(title => HasFailed(_tasks[title])) is { } failed)
                yield return CanBeAsked(_tasks[task.Title], _tasks[failed])
                    ? new MissionAction.Resolve(task.Title, failed)
                    : new MissionAction.GiveUp(task.Title, $"It depends on \"{failed}\", which failed.");
            else if (blocked.GetValueOrDefault(task.Title) is QualityGate gate && _state.Of(gate) == HoldStatus.Shut)
                yield return new MissionAction.GiveUp(
                    task.Title,
                    $"Quality gate \"{gate.Name}\" did not pass: {_state.Holds[gate.Key].Reason}"
                );
        }
    }

    /// <summary>What was given up takes all behind it along: only of what was tried a model can say more.</summary>
    private bool CanBeAsked(TaskNow task, TaskNow failed) =>
        failed.HasRun && task.Resolutions < _limits.Resolutions && _state.Resolutions < MostResolutions;

    private bool IsRefused(QualityGate gate) => _state.Holds.GetValueOrDefault(gate.Key) is { Refused: true };

    private MissionAction.End End()
    {
        var score = MissionScore.Of(_tasks.Values);
        var failed = _document
            .Tasks.Where(task => HasFailed(_tasks[task.Title]))
            .Select(task => Quoted(task.Title))
            .ToList();
        if (failed.Count > 0)
            return new(score, $"{(failed.Count == 1 ? "A task" : $"{failed.Count} tasks")} failed: {Named(failed)}.");
        return score < _limits.Threshold
            ? new(
                score,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Its score is {score:0.00}, below the threshold of {_limits.Threshold:0.##} (qualityThreshold)."
                ),
                _limits.Threshold
            )
            : new(score, null);
    }

    private static string Named(List<string> titles)
    {
        const int most = 5;
        return titles.Count <= most
            ? string.Join(", ", titles)
            : $"{string.Join(", ", titles.Take(most))} and {titles.Count - most} more";
    }

    private bool WantsToStart(TaskNow task) =>
        task.Status == TaskStatus.Draft || (task.Status == TaskStatus.Failed && _state.Retrying.Contains(task.Title));

    private bool HasFailed(TaskNow task) => task.Status == TaskStatus.Failed && !_state.Retrying.Contains(task.Title);

    private bool HasEnded(string title) => _tasks[title].Status == TaskStatus.Done || HasFailed(_tasks[title]);

    private bool Waits() => _document.Holds.Any(hold => _state.Of(hold) == HoldStatus.Reached);

    private static bool TakesASlot(TaskNow task) => task.Status.IsAtWork();

    private static bool IsUnderWay(TaskNow task) => TakesASlot(task) || task.Status == TaskStatus.AwaitingApproval;

    private static string Quoted(string title) => $"\"{title}\"";
}
