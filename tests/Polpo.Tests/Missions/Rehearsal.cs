using Polpo.Core.Missions.Documents;
using Polpo.Core.Missions.Rules;
using Shouldly;
using TaskStatus = Polpo.Core.Tasks.TaskStatus;

namespace Polpo.Tests.Missions;

/// <summary>Plays a mission by its decisions alone: tasks end as the test says, time passes, a person resumes at once.</summary>
internal sealed class Rehearsal(MissionDocument document, Func<string, (TaskStatus Status, decimal? Score)> outcome)
{
    private const int MostSteps = 2000;

    private readonly Dictionary<string, TaskNow> _tasks = [];

    public RunState State { get; set; } = RunState.Fresh;

    public MissionLimits Limits { get; init; } = new(1000);

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>What happened, in order: <c>start A</c>, <c>done A</c>, <c>reach checkpoint:c</c>, <c>end</c> …</summary>
    public List<string> Log { get; } = [];

    public MissionAction.End? Ended { get; private set; }

    public IReadOnlyDictionary<string, TaskNow> Tasks => _tasks;

    public int AtOnce => _tasks.Values.Count(task => task.Status == TaskStatus.InProgress);

    public int Busiest { get; private set; }

    /// <summary>Until the mission ends.</summary>
    public Rehearsal Play()
    {
        for (var step = 0; Ended is null; step++)
        {
            step.ShouldBeLessThan(MostSteps, $"It does not come to an end: {string.Join(", ", Log.TakeLast(20))}");
            var actions = MissionDecision.For(document, State, _tasks.Values, Now, Limits);
            foreach (var action in actions)
                Do(action);
            if (actions.Count == 0)
                Pass();
        }
        return this;
    }

    private void Pass()
    {
        if (_tasks.Values.Where(task => task.Status == TaskStatus.InProgress).MinBy(task => task.Title) is { } running)
        {
            var (status, score) = outcome(running.Title);
            _tasks[running.Title] = running with { Status = status, Score = score };
            Log.Add($"{status.ToString().ToLowerInvariant()} {running.Title}");
            return;
        }
        Now = MissionDecision.Due(State).ShouldNotBeNull("Nothing goes on and nothing is due.");
    }

    private void Do(MissionAction action)
    {
        switch (action)
        {
            case MissionAction.Create create:
                foreach (var task in create.Tasks)
                    _tasks.Add(task.Title, new TaskNow(task.Title, TaskStatus.Draft, null, task.Priority));
                break;
            case MissionAction.Hold hold:
                Log.Add($"{hold.Move.ToString().ToLowerInvariant()} {hold.What.Key}");
                // A person resumes a checkpoint at once.
                var then = hold.What is Checkpoint ? hold.Then with { Status = HoldStatus.Open } : hold.Then;
                State = State with
                {
                    Holds = new Dictionary<string, HoldState>(State.Holds) { [hold.What.Key] = then },
                };
                break;
            case MissionAction.Explain explain:
                Log.Add($"explain {explain.What.Key}");
                State = State with
                {
                    Holds = new Dictionary<string, HoldState>(State.Holds) { [explain.What.Key] = explain.Then },
                };
                break;
            case MissionAction.Start start:
                Begin(start.Title);
                break;
            case MissionAction.GiveUp stuck:
                Log.Add($"give up {stuck.Title}");
                _tasks[stuck.Title] = _tasks[stuck.Title] with { Status = TaskStatus.Failed };
                State = State with { Retrying = [.. State.Retrying.Where(title => title != stuck.Title)] };
                break;
            case MissionAction.End end:
                Ended = end;
                break;
        }
    }

    private void Begin(string title)
    {
        var task = document.Tasks.Single(task => task.Title == title);
        task.DependsOn.ShouldAllBe(needed => _tasks[needed].Status == TaskStatus.Done);
        document
            .Holds.Where(hold => hold.BlocksTasks.Contains(title))
            .ShouldAllBe(hold => State.Of(hold) == HoldStatus.Open);
        _tasks[title] = _tasks[title] with { Status = TaskStatus.InProgress };
        State = State with { Retrying = [.. State.Retrying.Where(retrying => retrying != title)] };
        Log.Add($"start {title}");
        Busiest = Math.Max(Busiest, AtOnce);
    }
}
