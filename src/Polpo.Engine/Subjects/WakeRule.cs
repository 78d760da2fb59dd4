using Polpo.Engine.Journal;

namespace Polpo.Engine.Subjects;

/// <summary>How a later feature hears of an earlier one: a fact of <paramref name="FactType"/> wakes what <paramref name="Wakes"/> answers, in the fact's own transaction.</summary>
public sealed record WakeRule(string FactType, Func<PendingFact, IEnumerable<Wake>> Wakes);
