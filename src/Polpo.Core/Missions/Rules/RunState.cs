using Polpo.Core.Approvals.Deadlines;
using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Missions.Rules;

/// <summary>What a run remembers besides its tasks.</summary>
public sealed record RunState
{
    public static readonly RunState Fresh = new();

    /// <summary>By <see cref="MissionHold.Key"/>; a hold that is not there waits.</summary>
    public IReadOnlyDictionary<string, HoldState> Holds { get; init; } = new Dictionary<string, HoldState>();

    /// <summary>Failed tasks that are tried again as soon as what they depend on is done.</summary>
    public IReadOnlyList<string> Retrying { get; init; } = [];

    /// <summary>What was said of the deadline.</summary>
    public SlaStatus Sla { get; init; }

    /// <summary>Agents that the run added to the workspace; null while it has none there.</summary>
    public IReadOnlyList<string>? Brought { get; init; }

    /// <summary>Agents that it had brought before it was edited; they go with the others.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>It is one of many: the mission waits for its next time afterwards.</summary>
    public bool Recurs { get; init; }

    /// <summary>The schedule that started it; null: a person did.</summary>
    public string? Schedule { get; init; }

    /// <summary>What people are asked now, by the request's id: the key of a hold, or the point at which a gate stands.</summary>
    public IReadOnlyDictionary<string, string> Asked { get; init; } = new Dictionary<string, string>();

    /// <summary>The gates of the settings that were passed, by what they were asked about.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Passed { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How often people sent something back with feedback, by what it was.</summary>
    public IReadOnlyDictionary<string, int> SentBack { get; init; } = new Dictionary<string, int>();

    /// <summary>That feedback, by the title of the task that is told of it when it begins.</summary>
    public IReadOnlyDictionary<string, string> Wishes { get; init; } = new Dictionary<string, string>();

    /// <summary>Feedback of which every task is told that has not begun.</summary>
    public string? Wish { get; init; }

    /// <summary>Who let something of the run pass.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>It was ended before its tasks were: they are stopped.</summary>
    public bool Stopping { get; init; }

    /// <summary>What a task does without, by its title: dependencies that failed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Absorbed { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How often a model was asked what becomes of a task without what it depends on.</summary>
    public int Resolutions { get; init; }

    public HoldStatus Of(MissionHold hold) =>
        Holds.TryGetValue(hold.Key, out var state) ? state.Status : HoldStatus.Waiting;

    /// <summary>Whether a person is to say something about it.</summary>
    public bool IsAsked(string about) => Asked.Values.Contains(about);

    /// <summary>What a task waits for: all that it depends on, but for what it does without.</summary>
    public IEnumerable<string> Needs(MissionTask task) =>
        Absorbed.TryGetValue(task.Title, out var without) ? task.DependsOn.Except(without) : task.DependsOn;
}
