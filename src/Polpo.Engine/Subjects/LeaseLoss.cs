namespace Polpo.Engine.Subjects;

/// <summary>What is to end on this machine when its server has lost its lease: others are at its work by now. Called after its runs have ended, before it claims anything anew.</summary>
public sealed record LeaseLoss(Func<CancellationToken, Task> ClearAsync);

/// <summary>What is to know for how long this server may act, told at each renewal of its lease on the thread of the lease: it must not wait.</summary>
/// <param name="Tell">How much is left, and whether there is another server that would take over.</param>
public sealed record LeaseRenewal(Action<TimeSpan, bool> Tell);
