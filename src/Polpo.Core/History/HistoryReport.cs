namespace Polpo.Core.History;

/// <summary>What checking a workspace's journal found. The history holds when no rule was broken.</summary>
/// <param name="Facts">How many were read.</param>
public sealed record HistoryReport(long Facts, IReadOnlyList<RuleReport> Rules)
{
    public bool Holds => Rules.All(rule => rule.Broken == 0);
}

/// <param name="Promise">What must hold, as a sentence.</param>
/// <param name="Broken">How often it does not.</param>
/// <param name="Examples">The first of them.</param>
public sealed record RuleReport(string Name, string Promise, long Broken, IReadOnlyList<Breach> Examples);

/// <param name="Seq">The number of the fact that breaks the rule; 0 when it is a row.</param>
public sealed record Breach(long Seq, string Subject, string What);
