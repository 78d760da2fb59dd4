using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Missions.Rules;

/// <summary>A task of a run as it is now.</summary>
public sealed record TaskNow(string Title, Tasks.TaskStatus Status, decimal? Score = null, double Priority = 1);

/// <summary>What a run remembers besides its tasks.</summary>
public sealed record RunState
{
    public static readonly RunState Fresh = new();

    /// <summary>By <see cref="MissionHold.Key"/>; a hold that is not there waits.</summary>
    public IReadOnlyDictionary<string, HoldState> Holds { get; init; } = new Dictionary<string, HoldState>();

    /// <summary>Failed tasks that are tried again as soon as what they depend on is done.</summary>
    public IReadOnlyList<string> Retrying { get; init; } = [];

    /// <summary>That the deadline has passed was said.</summary>
    public bool Overdue { get; init; }

    /// <summary>Agents that the run added to the workspace; null while it has none there.</summary>
    public IReadOnlyList<string>? Brought { get; init; }

    /// <summary>Agents that it had brought before it was edited; they go with the others.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>It is one of many: the mission waits for its next time afterwards.</summary>
    public bool Recurs { get; init; }

    /// <summary>The schedule that started it; null: a person did.</summary>
    public string? Schedule { get; init; }

    public HoldStatus Of(MissionHold hold) =>
        Holds.TryGetValue(hold.Key, out var state) ? state.Status : HoldStatus.Waiting;
}

/// <summary>What a run does next.</summary>
public abstract record MissionAction
{
    /// <summary>Store the next tasks, as drafts.</summary>
    public sealed record Create(IReadOnlyList<MissionTask> Tasks) : MissionAction;

    public sealed record Hold(MissionHold What, HoldMove Move, HoldState Then) : MissionAction;

    /// <summary>The same gate is shut for another reason.</summary>
    public sealed record Explain(MissionHold What, HoldState Then) : MissionAction;

    /// <summary>Nothing new begins until a person resumes the mission.</summary>
    public sealed record Pause(string Reason) : MissionAction;

    /// <summary>A draft is worked on, or a failed task again.</summary>
    public sealed record Start(string Title) : MissionAction;

    /// <summary>A task that can never start.</summary>
    public sealed record GiveUp(string Title, string Reason) : MissionAction;

    /// <summary>The deadline has passed.</summary>
    public sealed record Late : MissionAction;

    /// <param name="Reason">Why it failed; null when it did not.</param>
    /// <param name="Threshold">The one that the score falls short of, when that is why.</param>
    public sealed record End(decimal? Score, string? Reason, decimal? Threshold = null) : MissionAction;
}
