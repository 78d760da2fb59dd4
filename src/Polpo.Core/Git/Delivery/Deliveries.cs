namespace Polpo.Core.Git.Delivery;

/// <summary>The ways in which commits come together.</summary>
internal sealed record Deliveries(Merging Merging, Combining Combining, Lines Lines);
