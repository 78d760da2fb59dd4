using Polpo.Engine.Kernel;

namespace Polpo.Core.Costs;

/// <summary>By what costs are added up.</summary>
public enum CostBy
{
    Person,
    Team,
    Task,
    Repository,
    Model,
}

/// <summary>What somebody's or something's work has cost in a month, and what came of it.</summary>
/// <param name="Key">An id or a name; empty: it was nobody's.</param>
/// <param name="Unpriced">How many of the calls are not in the money, because nobody knows their model's price.</param>
/// <param name="Review">What reviews of it cost, and how long models reviewed.</param>
public sealed record CostLine(
    string Key,
    string Name,
    long Calls,
    long Unpriced,
    Usd Money,
    long Input,
    long Output,
    Usd Review,
    TimeSpan Reviewed,
    CostOutcome Outcome
);

/// <summary>How the tasks stand for which it was spent.</summary>
/// <param name="Open">Done, and in no branch of its people yet.</param>
/// <param name="Unfinished">Not at an end.</param>
public sealed record CostOutcome(int Merged, int Open, int Failed, int Unfinished);
