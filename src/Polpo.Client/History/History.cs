namespace Polpo.Client;

/// <summary>What checking a workspace's journal against Polpo's promises found.</summary>
/// <param name="Facts">How many facts were read.</param>
/// <param name="Holds">No rule was broken.</param>
public sealed record HistoryView(string Workspace, long Facts, bool Holds, IReadOnlyList<HistoryRuleView> Rules);

/// <param name="Name">Short and stable, such as <c>tools</c>.</param>
/// <param name="Promise">What must hold, as a sentence.</param>
/// <param name="Broken">How often it does not.</param>
/// <param name="Examples">The first of them, at most ten.</param>
public sealed record HistoryRuleView(
    string Name,
    string Promise,
    long Broken,
    IReadOnlyList<HistoryBreachView> Examples
);

/// <param name="Seq">The number of the fact that breaks the rule; 0 when a row does.</param>
public sealed record HistoryBreachView(long Seq, string Subject, string What);
