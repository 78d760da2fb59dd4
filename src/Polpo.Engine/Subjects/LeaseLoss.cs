namespace Polpo.Engine.Subjects;

/// <summary>What is to end on this machine when its server has lost its lease: others are at its work by now. Called after its runs have ended, before it claims anything anew.</summary>
public sealed record LeaseLoss(Func<CancellationToken, Task> ClearAsync);
