using Polpo.Core.Missions.Documents;

namespace Polpo.Core.Missions.Rules;

/// <summary>A task of a run as it is now.</summary>
/// <param name="HasRun">An agent worked on it; false of a failed one: it was given up.</param>
/// <param name="Resolutions">How often a model was asked what becomes of it without what it depends on.</param>
public sealed record TaskNow(
    string Title,
    Tasks.TaskStatus Status,
    decimal? Score = null,
    double Priority = 1,
    bool HasRun = true,
    int Resolutions = 0
);

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

    /// <summary>A model is to say what becomes of a task that waits for one that failed, now that nothing else goes on.</summary>
    public sealed record Resolve(string Title, string Failed) : MissionAction;

    /// <param name="Reason">Why it failed; null when it did not.</param>
    /// <param name="Threshold">The one that the score falls short of, when that is why.</param>
    public sealed record End(decimal? Score, string? Reason, decimal? Threshold = null) : MissionAction;
}
